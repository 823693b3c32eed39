public import Domain
import FoundationEssentials
import Indicators
public import Messages
public import Pipeline

/// Answers every bar with what the Cipher study makes of it.
///
/// Bars of each instrument and interval are a series of their own, with parameters of its own. A bar that is not
/// newer than its series' last one is a repeat: it changes and emits nothing. Until every line of the study is known
/// the answer is flat with the reason `warming_up`. Evidence is exact: every line known, by its column's name, then
/// `bias_4h` and so on, the votes of the instrument's higher intervals, and `parameters`, the version of the
/// series' parameters. Reasons are the bar's marks, by their columns' names, and what the higher intervals make of
/// the direction.
///
/// A higher interval counts with its last bar that had closed when the bar opened. So no result depends on which of
/// two bars that close together comes first, and none looks ahead.
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

    private let settings: CipherSettings
    /// Of each instrument, shortest interval first.
    private var series: [InstrumentID: [CipherSeries]] = [:]

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
        let index = place(of: bar)
        guard let all = series[bar.instrument], bar.openedAt > all[index].lastOpenedAt else { return }
        let higher = all[(index + 1)...].compactMap { other in
            other.votes(at: bar.openedAt).map { (interval: other.interval, votes: $0) }
        }
        guard let reading = series[bar.instrument]?[index].take(bar) else { return }
        let evidence = all[index].evidence(of: reading, higher: higher)
        outbox.emit(
            .signalEvaluated(SignalEvaluated(signal(for: bar, reading, higher.map(\.votes), evidence))),
            to: .signals)
    }

    /// Where the bar's series is among its instrument's; it is made where there is none.
    private mutating func place(of bar: Bar) -> Int {
        let all = series[bar.instrument, default: []]
        let index = all.firstIndex { $0.interval >= bar.interval } ?? all.count
        if index == all.count || all[index].interval != bar.interval {
            series[bar.instrument, default: []].insert(
                CipherSeries(
                    interval: bar.interval, parameters: settings.parameters(of: bar.instrument, bar.interval)),
                at: index)
        }
        return index
    }

    private func signal(
        for bar: Bar, _ reading: CipherReading, _ higher: [Int], _ evidence: [Evidence]
    ) -> Signal {
        let opinion =
            reading.isKnown
            ? CipherOpinion(marks: reading.marks, moneyFlow: reading[.moneyFlow], higher: higher) : nil
        return Signal(
            engine: Self.service.rawValue, instrument: bar.instrument, interval: bar.interval,
            openedAt: bar.openedAt, direction: opinion?.direction ?? .flat,
            strength: opinion?.strength ?? .zero,
            reasons: (opinion == nil ? ["warming_up"] : []) + reading.marks.list.map(\.name)
                + (opinion?.context.map { [$0.rawValue] } ?? []),
            evidence: evidence)
    }
}

// MARK: - Snapshot

extension CipherEngine {
    private struct State: Codable {
        struct Instrument: Codable {
            let instrument: InstrumentID
            let series: [CipherSeries]
        }
        let settings: CipherSettings
        let instruments: [Instrument]
    }

    /// The state again.
    ///
    /// - Throws: ``SettingsChanged``, or a decoding error for bytes that are no snapshot.
    public init(shard: Shard, settings: CipherSettings, snapshot: [UInt8]) throws {
        let state = try JSONDecoder().decode(State.self, from: Data(snapshot))
        guard state.settings == settings else { throw SettingsChanged("the parameters of the study") }
        self.settings = settings
        series = Dictionary(uniqueKeysWithValues: state.instruments.map { ($0.instrument, $0.series) })
    }

    /// Every series in the order of instrument and interval; the same state gives the same bytes.
    public func snapshot() throws -> [UInt8] {
        let ordered = series.sorted { $0.key < $1.key }.map {
            State.Instrument(instrument: $0.key, series: $0.value)
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return Array(try encoder.encode(State(settings: settings, instruments: ordered)))
    }
}
