import Domain
import ExecutorCore
import Messages
import Pipeline
import Testing

let bitcoin = InstrumentID(venue: "sim", symbol: "BTCUSDT")
let ether = InstrumentID(venue: "sim", symbol: "ETHUSDT")

/// Start of the bar of that number.
func start(_ bar: Int, _ interval: Interval = .thirtyMinutes) -> Timestamp {
    Timestamp(milliseconds: Int64(bar) * interval.milliseconds)
}

func bar(
    _ number: Int, open: Price, close: Price, of instrument: InstrumentID = bitcoin,
    _ interval: Interval = .thirtyMinutes
) -> Message {
    Message(
        .barClosed(
            BarClosed(
                Bar(
                    instrument: instrument, interval: interval, openedAt: start(number, interval), open: open,
                    high: max(open, close), low: min(open, close), close: close, volume: Quantity(whole: 1))))
    )
}

/// A bar in whole quote units.
func bar(
    _ number: Int, _ open: Int, _ close: Int, of instrument: InstrumentID = bitcoin,
    _ interval: Interval = .thirtyMinutes
) -> Message {
    bar(number, open: Price(whole: open), close: Price(whole: close), of: instrument, interval)
}

func decision(
    _ bar: Int, _ direction: Direction, of instrument: InstrumentID = bitcoin,
    _ interval: Interval = .thirtyMinutes, lifetime: Int = 2
) -> Message {
    Message(
        .decisionMade(
            DecisionMade(
                Decision(
                    instrument: instrument, interval: interval, openedAt: start(bar, interval),
                    direction: direction, score: .zero, isDegraded: false,
                    expiresAt: start(bar + 1 + lifetime, interval), contributions: [], rules: []))))
}

func listing(
    tick: String, lot: String, minimum: Int = 10, of instrument: InstrumentID = bitcoin, at bar: Int = 0
) throws -> Message {
    Message(
        .instrumentListed(
            InstrumentListed(
                InstrumentSpecification(
                    instrument: instrument, baseAsset: "BTC", quoteAsset: "USDT",
                    tickSize: try Price(parsing: tick),
                    lotSize: try Quantity(parsing: lot), minimumNotional: Notional(whole: minimum)),
                at: start(bar))))
}

func command(_ command: Command, id: String = "c1", at bar: Int = 0) -> Message {
    Message(.commandIssued(CommandIssued(command, id: id, issuer: "test", replyTo: "r", at: start(bar))))
}

/// The settings of the examples: a sleeve of 1000, all of it at risk, no costs unless stated.
func settings(
    capital: Int = 1000, risk: Int64 = 10_000, allowsShort: Bool = true, fee: Int64 = 0, slippage: Int64 = 0,
    maximumOrder: Int = 50_000, maximumPosition: Int = 50_000, waiting: Int = 100
) -> ExecutorSettings {
    ExecutorSettings(
        capital: Notional(whole: capital), riskFraction: Rate(basisPoints: risk), allowsShort: allowsShort,
        feeRate: Rate(basisPoints: fee), slippageRate: Rate(basisPoints: slippage),
        maximumOrderNotional: Notional(whole: maximumOrder),
        maximumPositionNotional: Notional(whole: maximumPosition), maximumWaitingBars: waiting)
}

func executor(_ settings: ExecutorSettings = settings()) -> Executor {
    Executor(shard: Shard(3), settings: settings)
}

extension Message {
    /// The stream on which an executor gets it.
    var input: StreamKind {
        switch body {
        case .decisionMade: .confirmed
        case .commandIssued: .executorCommands
        case .barClosed, .instrumentListed, .gapConfirmed, .tradePrinted, .alertReceived, .alertPlaced,
            .alertsMissed, .signalEvaluated, .orderChanged,
            .fillRecorded, .positionChanged, .commandReplied, .entryRejected, .jobRequested,
            .jobCancelRequested, .jobProgressed:
            .bars
        }
    }
}

extension Executor {
    mutating func take(_ messages: [Message]) throws -> [Outbox.Item] {
        var outbox = Outbox()
        for message in messages { try step(message, from: message.input, into: &outbox) }
        return outbox.items
    }

    /// Takes entries and returns what they lead to, each as one line.
    mutating func tell(_ messages: Message...) throws -> [String] { try take(messages).map(\.line) }
}

extension Outbox.Item {
    /// What it tells, for comparing with a sentence.
    var line: String {
        switch body {
        case .orderChanged(let body):
            "\(body.order.status) \(body.order.side) \(body.order.quantity)"
                + (body.order.reason.isEmpty ? "" : " \(body.order.reason)")
        case .fillRecorded(let body):
            "fill \(body.fill.side) \(body.fill.quantity) at \(body.fill.price) fee \(body.fill.fee)"
        case .positionChanged(let body):
            "position \(body.position.quantity) realized \(body.position.realized)"
        case .commandReplied(let body): "\(body.accepted ? "done" : "not done") \(body.detail)"
        case .barClosed, .instrumentListed, .gapConfirmed, .tradePrinted, .alertReceived, .alertPlaced,
            .alertsMissed, .signalEvaluated, .decisionMade,
            .commandIssued, .entryRejected, .jobRequested, .jobCancelRequested, .jobProgressed:
            "unexpected \(body)"
        }
    }
}
