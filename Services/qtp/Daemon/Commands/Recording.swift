import ArgumentParser
import Domain
import Foundation
import History
import ServerSupport

/// Which stretch of which recording.
struct RangeOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Catalogue that gives the candle files their instruments; the bundled one when absent.",
            valueName: "file"))
    var instruments: String?

    @Option(help: ArgumentHelp("First bar, e.g. 2018-01-01 or milliseconds.", valueName: "time"))
    var from: String?

    @Option(help: ArgumentHelp("First bar left out.", valueName: "time"))
    var to: String?

    /// The catalogue's file.
    func catalogueFile() throws -> String {
        if let instruments { return instruments }
        // Beside the sources, from wherever the executable was built or installed.
        var folder = Program.folder
        for _ in 0..<5 {
            let file = folder.appendingPathComponent("Services/exchange-sim/Data/instruments.json").path
            if FileManager.default.fileExists(atPath: file) { return file }
            folder.deleteLastPathComponent()
        }
        throw ValidationError("The bundled catalogue is not here; name one with --instruments.")
    }

    /// Starts of the bars that are wanted; nil for all.
    func range() throws -> Range<Timestamp>? {
        guard from != nil || to != nil else { return nil }
        let lower = try from.map(Self.time) ?? Timestamp(milliseconds: 0)
        let upper = try to.map(Self.time) ?? Timestamp(milliseconds: .max)
        guard lower < upper else { throw ValidationError("--from must be before --to.") }
        return lower..<upper
    }

    private static func time(_ text: String) throws -> Timestamp {
        if let milliseconds = Int64(text) { return Timestamp(milliseconds: milliseconds) }
        let full = text.contains("T") ? text : text + "T00:00:00Z"
        guard let date = try? Date.ISO8601FormatStyle().parse(full) else {
            throw ValidationError("\(text) is neither a date such as 2018-01-01 nor milliseconds.")
        }
        return Timestamp(milliseconds: Int64(date.timeIntervalSince1970 * 1000))
    }
}

/// Which recorded market data a command works on.
struct RecordingOptions: ParsableArguments {
    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("Candle files, CSV or gzip; all of the catalogue when absent.", valueName: "file"))
    var candles: [String] = []
    @OptionGroup var stretch: RangeOptions

    /// The chosen bars of every instrument.
    func load() throws -> [BarSeries] { try Self.load(candles, stretch) }

    static func load(_ candles: [String] = [], _ stretch: RangeOptions) throws -> [BarSeries] {
        let file = try stretch.catalogueFile()
        let catalogue = try InstrumentCatalogue(file: file)
        let range = try stretch.range()
        let all =
            candles.isEmpty
            ? try catalogue.listings.map { try $0.load() }
            : try candles.map { path in
                guard FileManager.default.fileExists(atPath: path) else {
                    throw ValidationError("There is no file \(path).")
                }
                guard let listing = catalogue.listing(forCandles: path) else {
                    throw ValidationError("\(file) lists no instrument with the candles of \(path).")
                }
                return try BarSeries(
                    file: path, specification: listing.specification, interval: listing.interval)
            }
        guard let range else { return all }
        let chosen = try all.map { series in
            try BarSeries(
                specification: series.specification, interval: series.interval,
                bars: series.bars.filter { range.contains($0.openedAt) })
        }
        guard chosen.contains(where: { !$0.bars.isEmpty }) else {
            throw ValidationError("There is no bar between --from and --to.")
        }
        return chosen
    }
}
