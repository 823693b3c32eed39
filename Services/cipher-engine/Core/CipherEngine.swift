public import Domain
import FoundationEssentials
public import Messages
public import Pipeline

/// Answers every bar with what the Cipher study makes of it.
///
/// Bars of each instrument and interval are a series of their own. A bar that is not newer than its series'
/// last one is a repeat: it changes and emits nothing. Until every line of the study is known the answer is
/// flat with the reason `warming_up`. Evidence is exact, in the order `wt1`, `wt2`, `rsi`, `rsi_mfi`, without
/// lines not yet known.
///
/// The indicators run over the bars that exist, as charts do, so a confirmed gap changes nothing; nor do
/// trading rules, since no price is ever rounded here.
public struct CipherEngine: Processor {
    /// `cipher-engine`.
    public static let service = ServiceName.cipherEngine
    /// Bars of every interval.
    public static let inputs: [StreamKind] = [.bars]
    /// One signal per bar.
    public static let outputs: [StreamKind] = [.signals]
    /// The second form: indicators keep all they remember in one block of numbers.
    public static var snapshotVersion: Int { 2 }

    private let settings: CipherSettings
    private var series: [SeriesKey: Series] = [:]

    /// No series yet.
    public init(shard: Shard, settings: CipherSettings) { self.settings = settings }

    /// Answers a bar with one signal; see the type.
    ///
    /// - Throws: ``Refusal`` for a bar that no venue can have sent, and for messages that are not of `bars`.
    public mutating func step(
        _ message: Message, from stream: StreamKind, into outbox: inout Outbox
    ) throws(Refusal) {
        switch message.body {
        case .barClosed(let closed):
            try take(closed.bar, into: &outbox)
        case .instrumentListed, .gapConfirmed:
            return
        case .tradePrinted, .alertReceived, .alertPlaced, .alertsMissed, .signalEvaluated, .decisionMade,
            .orderChanged, .fillRecorded, .positionChanged,
            .commandIssued, .commandReplied, .entryRejected, .jobRequested, .jobCancelRequested,
            .jobProgressed:
            throw Refusal("\(message.id) has no place on \(stream.rawValue)")
        }
    }

    private mutating func take(_ bar: Bar, into outbox: inout Outbox) throws(Refusal) {
        guard bar.isValid else { throw Refusal("no venue can have sent \(BarClosed(bar).id)") }
        let key = SeriesKey(instrument: bar.instrument, interval: bar.interval)
        guard series[key].map({ bar.openedAt > $0.lastOpenedAt }) ?? true else { return }
        let reading = series[key, default: Series(key: key, study: CipherStudy(settings))].take(bar, settings)
        outbox.emit(.signalEvaluated(SignalEvaluated(signal(for: bar, reading))), to: .signals)
    }

    private func signal(for bar: Bar, _ reading: CipherStudy.Reading) -> Signal {
        let opinion =
            reading.isComplete ? CipherOpinion(dots: reading.dots, moneyFlow: reading.moneyFlow ?? 0) : nil
        return Signal(
            engine: Self.service.rawValue, instrument: bar.instrument, interval: bar.interval,
            openedAt: bar.openedAt, direction: opinion?.direction ?? .flat,
            strength: opinion?.strength ?? .zero,
            reasons: opinion == nil ? ["warming_up"] : reading.dots.map(\.rawValue),
            evidence: [
                ("wt1", reading.wt1), ("wt2", reading.wt2), ("rsi", reading.relativeStrength),
                ("rsi_mfi", reading.moneyFlow),
            ].compactMap { name, value in value.map { Evidence(name, $0) } })
    }
}

// MARK: - Snapshot

extension CipherEngine {
    private struct SeriesKey: Sendable, Hashable, Codable {
        let instrument: InstrumentID
        let interval: Interval
    }

    private struct Series: Sendable, Codable {
        let key: SeriesKey
        private(set) var lastOpenedAt = Timestamp.distantPast
        private var study: CipherStudy

        init(key: SeriesKey, study: CipherStudy) {
            self.key = key
            self.study = study
        }

        mutating func take(_ bar: Bar, _ settings: CipherSettings) -> CipherStudy.Reading {
            lastOpenedAt = bar.openedAt
            return study.update(bar.prices, settings)
        }
    }

    private struct State: Codable {
        let settings: CipherSettings
        let series: [Series]
    }

    /// The state again.
    ///
    /// - Throws: ``SettingsChanged``, or a decoding error for bytes that are no snapshot.
    public init(shard: Shard, settings: CipherSettings, snapshot: [UInt8]) throws {
        let state = try JSONDecoder().decode(State.self, from: Data(snapshot))
        guard state.settings == settings else { throw SettingsChanged("the parameters of the study") }
        self.settings = settings
        series = Dictionary(uniqueKeysWithValues: state.series.map { ($0.key, $0) })
    }

    /// Every series in the order of instrument and interval; the same state gives the same bytes.
    public func snapshot() throws -> [UInt8] {
        let ordered = series.values.sorted {
            ($0.key.instrument, $0.key.interval) < ($1.key.instrument, $1.key.interval)
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return Array(try encoder.encode(State(settings: settings, series: ordered)))
    }
}

extension Bar {
    /// The bar as analysis sees it.
    fileprivate var prices: CipherStudy.Prices {
        CipherStudy.Prices(
            open: open.approximation, high: high.approximation, low: low.approximation,
            close: close.approximation)
    }
}
