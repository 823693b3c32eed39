public import Domain
import FoundationEssentials

/// Which instruments a recording holds, their trading rules, and where their bars are; read from `instruments.json`.
///
/// ```json
/// {
///   "venue": "sim",
///   "instruments": [
///     {
///       "symbol": "BTCUSD", "baseAsset": "BTC", "quoteAsset": "USD", "tickSize": "0.00000001", "lotSize": "0.00000001",
///       "minimumNotional": "10", "interval": "30m", "candles": "BTCUSD-30m.csv.gz"
///     }
///   ]
/// }
/// ```
public struct InstrumentCatalogue: Sendable, Equatable {
    /// One instrument and its recording.
    public struct Listing: Sendable, Equatable {
        /// The instrument and its rules.
        public let specification: InstrumentSpecification
        /// Interval of the recorded bars.
        public let interval: Interval
        /// Path of the ``CandleFile``.
        public let candles: String

        /// Reads the recorded bars.
        public func load() throws(HistoryError) -> BarSeries {
            try BarSeries(file: candles, specification: specification, interval: interval)
        }
    }
    /// The venue's name in this suite.
    public let venue: String
    /// The instruments, ascending by name.
    public let listings: [Listing]

    /// Reads a catalogue.
    ///
    /// Candle files are relative to its own folder unless their paths are absolute.
    public init(file: String) throws(HistoryError) {
        let bytes = try FileBytes.read(file)
        let document: Document
        do {
            document = try JSONDecoder().decode(Document.self, from: Data(bytes))
        } catch {
            throw .invalidCatalogue(file: file, reason: "\(error)")
        }
        venue = document.venue
        var listings: [Listing] = []
        for entry in document.instruments {
            guard let instrument = InstrumentID("\(venue):\(entry.symbol)"), instrument.venue == venue else {
                throw .invalidCatalogue(
                    file: file, reason: "\"\(venue):\(entry.symbol)\" is no venue and symbol")
            }
            guard entry.tickSize.isPositive, entry.lotSize.isPositive, entry.minimumNotional >= .zero else {
                throw .invalidCatalogue(
                    file: file, reason: "\(instrument): a step of price or quantity is positive")
            }
            guard !listings.contains(where: { $0.specification.instrument == instrument }) else {
                throw .invalidCatalogue(file: file, reason: "\(instrument) is there twice")
            }
            let specification = InstrumentSpecification(
                instrument: instrument, baseAsset: entry.baseAsset, quoteAsset: entry.quoteAsset,
                tickSize: entry.tickSize, lotSize: entry.lotSize, minimumNotional: entry.minimumNotional)
            listings.append(
                Listing(
                    specification: specification, interval: entry.interval,
                    candles: Self.resolve(entry.candles, beside: file)))
        }
        guard !listings.isEmpty else { throw .invalidCatalogue(file: file, reason: "lists no instrument") }
        self.listings = listings.sorted { $0.specification.instrument < $1.specification.instrument }
    }

    /// The listing whose recording has this file name, whatever folder either is in.
    public func listing(forCandles path: String) -> Listing? {
        let name = path.split(separator: "/").last
        return listings.first { $0.candles.split(separator: "/").last == name }
    }

    private static func resolve(_ path: String, beside file: String) -> String {
        guard !path.hasPrefix("/"), let slash = file.lastIndex(of: "/") else { return path }
        return String(file[...slash]) + path
    }

    private struct Document: Decodable {
        struct Entry: Decodable {
            let symbol: String
            let baseAsset: String
            let quoteAsset: String
            let tickSize: Price
            let lotSize: Quantity
            let minimumNotional: Notional
            let interval: Interval
            let candles: String
        }
        let venue: String
        let instruments: [Entry]
    }
}
