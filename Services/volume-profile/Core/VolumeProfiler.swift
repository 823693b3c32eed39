public import Domain
import FoundationEssentials
public import Messages
public import Pipeline

/// Answers every bar with where volume has traded and what the bar did there.
///
/// Each instrument has a profile of its current session, which is the UTC day of the bar's start unless the settings
/// say otherwise, and one of its last so many bars. They are built from the bars of the shortest interval seen: from a bar's trades
/// where it has any, else from the bar itself by the stated approximation (``Profiles/ProfileContribution``).
/// Longer bars are answered from the same profiles and add nothing. Should bars of a shorter interval appear,
/// both profiles begin anew.
///
/// A bar waits for the trade it names as its last. Repeats (a bar that is not newer than the last of its
/// interval, a trade whose number does not exceed the last one's) change and emit nothing. A confirmed gap
/// changes nothing: the rolling window is a number of bars, not a time.
///
/// Evidence, where there is volume: `session_` and `rolling_` with `poc`, `vah`, `val`, `delta`, then
/// `rolling_poc_migration` since the interval's previous bar, `session_exact` and `rolling_exact` (the part of the
/// volume counted trade by trade), `session_vwap` with its deviation, and what a signal was about. Until the rolling profile has settled the
/// answer is flat with the reason `warming_up`, and `no_volume` if nothing has traded at all.
public struct VolumeProfiler: Processor {
    /// `volume-profile`.
    public static let service = ServiceName.volumeProfile
    /// Bars of every interval, and trades.
    public static let inputs: [StreamKind] = [.bars, .trades]
    /// One signal per bar.
    public static let outputs: [StreamKind] = [.signals]

    /// Bars of a shard that may wait: every instrument's bars of a batch or two.
    package static let barLimit = 4096
    /// Trades of a shard that may wait: those of an open bar in a lively hour, some 3 MB.
    package static let tradeLimit = 32_768

    private let settings: ProfileSettings
    private var instruments: [InstrumentID: InstrumentProfiles] = [:]
    private var waitingBars = 0
    private var waitingTrades = 0
    private let barLimit: Int
    private let tradeLimit: Int

    /// No profiles yet.
    public init(shard: Shard, settings: ProfileSettings) {
        self.init(
            shard: shard, settings: settings, barLimit: Self.barLimit, tradeLimit: Self.tradeLimit)
    }

    /// No profiles yet, and other limits to what may wait.
    package init(shard: Shard, settings: ProfileSettings, barLimit: Int, tradeLimit: Int) {
        self.settings = settings
        self.barLimit = barLimit
        self.tradeLimit = tradeLimit
    }

    /// Takes a bar, a trade or a venue's rules, and answers every bar that has thereby got all its trades.
    ///
    /// - Throws: ``Refusal`` for what no venue can have sent, and for messages that are of neither stream.
    public mutating func step(
        _ message: Message, from stream: StreamKind, into outbox: inout Outbox
    ) throws(Refusal) {
        switch message.body {
        case .barClosed(let closed):
            guard closed.bar.isValid else { throw Refusal("no venue can have sent \(message.id)") }
            advance(closed.bar.instrument, into: &outbox) {
                $0.arrive(closed.bar, trace: message.trace)
            }
        case .tradePrinted(let printed):
            guard printed.trade.isValid else { throw Refusal("no venue can have sent \(message.id)") }
            advance(printed.trade.instrument, into: &outbox) { $0.arrive(printed.trade) }
        case .instrumentListed(let listed):
            let specification = listed.specification
            guard specification.tickSize.isPositive else {
                throw Refusal("\(message.id) has a tick of \(specification.tickSize)")
            }
            advance(specification.instrument, into: &outbox) {
                $0.arrive(tick: specification.tickSize)
                return true
            }
        case .gapConfirmed:
            return
        case .alertReceived, .alertPlaced, .alertsMissed, .signalEvaluated, .decisionMade, .orderChanged,
            .fillRecorded, .positionChanged, .commandIssued,
            .commandReplied, .entryRejected, .jobRequested, .jobCancelRequested, .jobProgressed:
            throw Refusal("\(message.id) has no place on \(stream.rawValue)")
        }
    }

    private mutating func advance(
        _ instrument: InstrumentID, into outbox: inout Outbox,
        _ arrive: (inout InstrumentProfiles) -> Bool
    ) {
        let settings = settings
        // Changed in place: a copy would duplicate both profiles for every trade.
        let (bars, trades) = Self.change(&instruments[instrument, default: InstrumentProfiles()]) {
            profiles in
            guard arrive(&profiles) else { return }
            while let (bar, opinion, trace) = profiles.next(settings) {
                outbox.emit(
                    .signalEvaluated(SignalEvaluated(Self.signal(for: bar, opinion))), to: .signals,
                    continuing: trace)
            }
        }
        waitingBars += bars
        waitingTrades += trades
    }

    /// Applies a change and says by how much it lengthened the queues of bars and of trades.
    private static func change(
        _ profiles: inout InstrumentProfiles, _ body: (inout InstrumentProfiles) -> Void
    ) -> (bars: Int, trades: Int) {
        let bars = profiles.waitingBars.count
        let trades = profiles.waitingTrades.count
        body(&profiles)
        return (profiles.waitingBars.count - bars, profiles.waitingTrades.count - trades)
    }

    private static func signal(for bar: Bar, _ opinion: ProfileOpinion) -> Signal {
        Signal(
            engine: Self.service.rawValue, instrument: bar.instrument, interval: bar.interval,
            openedAt: bar.openedAt, direction: opinion.direction, strength: opinion.strength,
            reasons: opinion.reasons, evidence: opinion.evidence)
    }

    /// Bars, while too many of them wait for trades; or trades, while too many wait for bars and no bar waits
    /// for a trade.
    ///
    /// Never both. Bars may be left alone whenever one waits, because the trade it waits for was published no
    /// later than the bar and `trades` is then read. Trades may be left alone only while no bar waits: then
    /// bars alone can make progress, and the first that needs a trade opens `trades` again.
    public var saturated: Set<StreamKind> {
        if waitingBars > barLimit { return [.bars] }
        if waitingBars == 0, waitingTrades > tradeLimit { return [.trades] }
        return []
    }
}

// MARK: - Snapshot

extension VolumeProfiler {
    private struct State: Codable {
        struct Instrument: Codable {
            let id: InstrumentID
            let profiles: InstrumentProfiles
        }
        let settings: ProfileSettings
        let instruments: [Instrument]
    }

    /// The state again.
    ///
    /// - Throws: ``SettingsChanged``, or a decoding error for bytes that are no snapshot.
    public init(shard: Shard, settings: ProfileSettings, snapshot: [UInt8]) throws {
        let state = try JSONDecoder().decode(State.self, from: Data(snapshot))
        guard state.settings == settings else { throw SettingsChanged("the settings of the profiles") }
        self.init(shard: shard, settings: settings)
        instruments = Dictionary(uniqueKeysWithValues: state.instruments.map { ($0.id, $0.profiles) })
        waitingBars = instruments.values.reduce(0) { $0 + $1.waitingBars.count }
        waitingTrades = instruments.values.reduce(0) { $0 + $1.waitingTrades.count }
    }

    /// Every instrument's profiles and what waits for them, in the order of instruments; the same state gives
    /// the same bytes.
    public func snapshot() throws -> [UInt8] {
        let ordered = instruments.sorted { $0.key < $1.key }
            .map { State.Instrument(id: $0.key, profiles: $0.value) }
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return Array(try encoder.encode(State(settings: settings, instruments: ordered)))
    }
}
