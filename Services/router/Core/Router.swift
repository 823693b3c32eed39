public import Domain
import FoundationEssentials
public import Messages
public import Pipeline

/// The trading-logic router of one shard: what comes in from venues leaves it valid, in order, once, and in every
/// interval that somebody wants.
///
/// * An impossible bar, trade or gap is refused; a repeat is dropped.
/// * Bars pass in order of time. Behind a hole they wait, and `market-feed` is asked once to fill it.
/// * Every bar names the last trade that belongs to it, so that readers of both streams can join them.
/// * Larger bars follow the base bar that completes them, shortest first, or the gap that covers their end.
/// * An outside signal is stamped once with the bar that is open, and every bar is answered with what the outside says.
/// * A command for `market-feed` that arrives on the router's own stream is checked and passed on.
public struct Router: Processor {
    /// The router.
    public static let service = ServiceName.router
    /// What people outside said, what venues said, and commands.
    ///
    /// Outside signals come first: where the state is built anew from the start of all streams, those of the past are
    /// then over with its first bars, and none speaks for a bar of today.
    public static let inputs: [StreamKind] = [.alerts, .market, .routerCommands]
    /// Market data for every engine, the outside's answers to bars, what became of outside signals, questions to
    /// `market-feed`, and answers to commands.
    public static let outputs: [StreamKind] = [
        .bars, .trades, .signals, .receipts, .marketFeedCommands, .replies,
    ]

    private let shard: Shard
    private let settings: RouterSettings
    private var lanes: [InstrumentID: InstrumentLane] = [:]
    private var commands = RememberedIDs()

    /// The empty state of a shard.
    ///
    /// The settings must be free of ``RouterSettings/problems``.
    public init(shard: Shard, settings: RouterSettings) {
        precondition(settings.problems.isEmpty, settings.problems.joined(separator: "; "))
        self.shard = shard
        self.settings = settings
    }

    /// The state again, from a snapshot made with the same intervals.
    ///
    /// - Throws: ``SettingsChanged`` where the intervals are others; a `DecodingError` for other bytes.
    public init(shard: Shard, settings: RouterSettings, snapshot: [UInt8]) throws {
        self.init(shard: shard, settings: settings)
        let state = try JSONDecoder().decode(RouterState.self, from: Data(snapshot))
        for lane in state.lanes {
            let expected = InstrumentLane(lane.instrument, settings: settings)
            guard lane.base == expected.base, lane.wanted == expected.wanted else {
                throw SettingsChanged("the intervals of \(lane.instrument)")
            }
            lanes[lane.instrument] = lane
            lanes[lane.instrument]?.prepareBooks(settings)
        }
        commands = state.commands
    }

    /// The whole state as JSON; the same state gives the same bytes.
    public func snapshot() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let lanes = lanes.values.sorted { $0.instrument < $1.instrument }
        return [UInt8](try encoder.encode(RouterState(lanes: lanes, commands: commands)))
    }

    /// Takes one entry of any input.
    ///
    /// - Throws: ``Refusal`` for market data that no venue can have sent; nothing has changed then.
    public mutating func step(
        _ message: Message, from stream: StreamKind, into outbox: inout Outbox
    ) throws(Refusal) {
        switch message.body {
        case .barClosed(let closed): try take(closed.bar, into: &outbox)
        case .tradePrinted(let printed): try take(printed, into: &outbox)
        case .gapConfirmed(let gap): try take(gap, into: &outbox)
        case .instrumentListed(let listing):
            let instrument = listing.specification.instrument
            guard base(of: instrument) != nil else { return }
            lanes[instrument, default: InstrumentLane(instrument, settings: settings)].list(
                listing, into: &outbox)
        case .commandIssued(let command): take(command, into: &outbox)
        case .alertReceived(let received): try take(received)
        case .alertPlaced, .alertsMissed, .signalEvaluated, .decisionMade, .orderChanged, .fillRecorded,
            .positionChanged, .commandReplied,
            .entryRejected, .jobRequested, .jobCancelRequested, .jobProgressed:
            throw Refusal("the router does not read \(message.id)")
        }
    }
}

extension Router {
    private mutating func take(_ bar: Bar, into outbox: inout Outbox) throws(Refusal) {
        guard bar.isValid else { throw Refusal("no venue can have sent this bar: \(bar)") }
        let instrument = bar.instrument
        guard let base = base(of: instrument) else { return }
        guard bar.interval == base else {
            throw Refusal("\(instrument) is brought in \(base.rawValue) bars, not \(bar.interval.rawValue)")
        }
        try require(isNear: bar.openedAt, on: instrument)
        lanes[instrument, default: InstrumentLane(instrument, settings: settings)]
            .take(bar, limit: settings.maximumHeldBars, into: &outbox)
    }

    private mutating func take(_ printed: TradePrinted, into outbox: inout Outbox) throws(Refusal) {
        let trade = printed.trade
        guard trade.isValid else { throw Refusal("no venue can have sent this trade: \(trade)") }
        guard base(of: trade.instrument) != nil else { return }
        lanes[trade.instrument, default: InstrumentLane(trade.instrument, settings: settings)]
            .record(printed, limit: settings.maximumHeldBars, into: &outbox)
    }

    private mutating func take(_ gap: GapConfirmed, into outbox: inout Outbox) throws(Refusal) {
        guard gap.from < gap.until, gap.from.isPlausible, gap.until.isPlausible else {
            throw Refusal("the gap \(gap.id) is no stretch of time")
        }
        let instrument = gap.gapInstrument
        guard let base = base(of: instrument) else { return }
        guard gap.interval == base else {
            throw Refusal("\(instrument) is brought in \(base.rawValue) bars, not \(gap.interval.rawValue)")
        }
        guard base.start(of: gap.from) == gap.from, base.start(of: gap.until) == gap.until else {
            throw Refusal("the gap \(gap.id) does not start and end on the grid of \(base.rawValue) bars")
        }
        try require(isNear: gap.from, on: instrument)
        try require(isNear: gap.until, on: instrument)
        lanes[instrument, default: InstrumentLane(instrument, settings: settings)].confirm(
            Stretch(from: gap.from, until: gap.until), limit: settings.maximumHeldBars, into: &outbox)
    }

    private mutating func take(_ received: AlertReceived) throws(Refusal) {
        let alert = received.alert
        guard settings.alerts != nil else {
            throw Refusal("outside signals are switched off: alerts.enabled")
        }
        guard base(of: alert.instrument) != nil else {
            throw Refusal("nobody subscribes to \(alert.instrument): add it to the router's subscriptions")
        }
        guard alert.saidAt.isPlausible, received.openedAt?.isPlausible ?? true else {
            throw Refusal("nobody can have said \(alert.id) at \(alert.saidAt)")
        }
        var lane = lanes[alert.instrument] ?? InstrumentLane(alert.instrument, settings: settings)
        try lane.hear(received)
        lanes[alert.instrument] = lane
    }

    private mutating func take(_ command: CommandIssued, into outbox: inout Outbox) {
        guard commands.insert(command.commandID) else { return }
        if let problem = problem(with: command.command) {
            let reply = CommandReplied(command, by: Self.service, on: shard, accepted: false, detail: problem)
            outbox.emit(.commandReplied(reply), to: .replies)
        } else {
            // market-feed answers it, and to the issuer.
            outbox.emit(.commandIssued(command), to: .marketFeedCommands)
        }
    }

    /// Why a command is not passed on; nil for one that is.
    private func problem(with command: Command) -> String? {
        guard command.recipient == .marketFeed, let instrument = command.instrument else {
            return "\(command.name) is for \(command.recipient.rawValue): issue it on that service's stream"
        }
        guard let base = base(of: instrument) else {
            return "nobody subscribes to \(instrument): add it to the router's subscriptions"
        }
        guard case .backfill(_, let interval, let from, let until) = command else { return nil }
        guard interval == base else {
            return
                "\(instrument) is brought in \(base.rawValue) bars: ask for those, not \(interval.rawValue)"
        }
        return from < until ? nil : "a backfill covers from ..< until: until must be later than from"
    }

    /// The interval an instrument is brought in; nil where it is passed over.
    private func base(of instrument: InstrumentID) -> Interval? {
        if let lane = lanes[instrument] { return lane.base }
        return settings.wantedIntervals(of: instrument).isEmpty ? nil : settings.route(of: instrument).base
    }

    private func require(isNear time: Timestamp, on instrument: InstrumentID) throws(Refusal) {
        guard let frontier = lanes[instrument]?.frontier else { return }
        let limit = Int64(settings.maximumHoleDays) * Interval.oneDay.milliseconds
        guard time.milliseconds - frontier.milliseconds <= limit else {
            throw Refusal("\(time) lies more than \(settings.maximumHoleDays) days after all that is known")
        }
    }
}
