import Domain
import Messages
import Pipeline
import Strategies
import StrategyGenCore

/// An evaluator, and everything it has said so far.
struct EvaluatorDriver {
    static let instrument = InstrumentID(venue: "sim", symbol: "BTCUSDT")

    private(set) var evaluator: StrategyEvaluator
    private(set) var items: [Outbox.Item] = []
    private let settings: StrategySettings

    init(_ strategies: [Strategy] = [], maximumStrategies: Int = 64) {
        settings = StrategySettings(strategies: strategies, maximumStrategies: maximumStrategies)
        evaluator = StrategyEvaluator(shard: Shard(3), settings: settings)
    }

    /// Takes a bar and answers the signal on it; nil for a repeat.
    @discardableResult
    mutating func take(_ bar: Bar) throws -> Signal? {
        guard case .signalEvaluated(let evaluated) = try step(.barClosed(BarClosed(bar))).first?.body else {
            return nil
        }
        return evaluated.signal
    }

    /// Takes a command and answers the reply; nil for a repeat.
    @discardableResult
    mutating func take(_ command: Command, id: String) throws -> CommandReplied? {
        let issued = CommandIssued(
            command, id: id, issuer: "test", replyTo: "r", at: Timestamp(milliseconds: 9))
        guard case .commandReplied(let reply) = try step(.commandIssued(issued)).first?.body else {
            return nil
        }
        return reply
    }

    @discardableResult
    mutating func step(_ body: Message.Body) throws -> [Outbox.Item] {
        var outbox = Outbox()
        var stream = StreamKind.bars
        if case .commandIssued = body { stream = .strategyCommands }
        try evaluator.step(Message(body), from: stream, into: &outbox)
        items += outbox.items
        return outbox.items
    }

    /// Replaces the evaluator with one made from its snapshot.
    mutating func restart() throws {
        evaluator = try StrategyEvaluator(shard: Shard(3), settings: settings, snapshot: evaluator.snapshot())
    }
}

extension Bar {
    /// A bar that opens and closes at one price.
    static func fixture(
        _ index: Int, close: Int, interval: Interval = .thirtyMinutes,
        of instrument: InstrumentID = EvaluatorDriver.instrument
    ) -> Bar {
        Bar(
            instrument: instrument, interval: interval,
            openedAt: Timestamp(milliseconds: Int64(index) * interval.milliseconds),
            open: Price(whole: close),
            high: Price(whole: close + 1), low: Price(whole: close - 1), close: Price(whole: close),
            volume: Quantity(whole: 1))
    }
}

extension Strategy {
    /// Enters on bars that close above one price and leaves on bars that close below another.
    static func levels(
        _ name: String, _ direction: Direction = .long, above: Double, below: Double,
        instruments: [InstrumentID]? = nil
    ) -> Self {
        Strategy(
            name: name, description: "", instruments: instruments, interval: .thirtyMinutes,
            direction: direction,
            enter: .compare(.source(.close), .above, .number(above)),
            exit: .compare(.source(.close), .below, .number(below)))
    }

    /// Enters while the close is above its mean of three bars.
    static let aboveMean = Strategy(
        name: "above-mean", description: "", interval: .thirtyMinutes, direction: .long,
        enter: .compare(.source(.close), .above, .indicator(.sma(of: .close, period: 3))),
        exit: .compare(.source(.close), .below, .indicator(.sma(of: .close, period: 3))))
}
