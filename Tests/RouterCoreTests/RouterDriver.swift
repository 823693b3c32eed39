import Domain
import Messages
import Pipeline
import RouterCore

/// A router, and everything it has said so far.
struct RouterDriver {
    /// Midnight of 1 January 2020, UTC: a boundary of every interval but the longest two.
    static let start: Int64 = 1_577_836_800_000
    static let instrument = InstrumentID(venue: "sim", symbol: "BTCUSDT")

    private(set) var router: Router
    private(set) var items: [Outbox.Item] = []
    private let settings: RouterSettings

    init(_ settings: RouterSettings = RouterSettings()) {
        self.settings = settings
        router = Router(shard: Shard(0), settings: settings)
    }

    /// Takes messages one by one; answers what they brought about.
    @discardableResult
    mutating func take(_ bodies: Message.Body...) throws -> [Outbox.Item] {
        try bodies.flatMap { try step($0) }
    }

    mutating func step(_ body: Message.Body) throws -> [Outbox.Item] {
        var outbox = Outbox()
        var stream = StreamKind.market
        if case .commandIssued = body { stream = .routerCommands }
        if case .alertReceived = body { stream = .alerts }
        try router.step(Message(body), from: stream, into: &outbox)
        items += outbox.items
        return outbox.items
    }

    /// Replaces the router with one made from its snapshot.
    mutating func restart() throws {
        router = try Router(shard: Shard(0), settings: settings, snapshot: router.snapshot())
    }

    func bodies(on stream: StreamKind) -> [Message.Body] { items.filter { $0.stream == stream }.map(\.body) }

    /// The bars that went out, as `interval@index of the half hour`.
    var emitted: [String] {
        bodies(on: .bars).compactMap { body in
            switch body {
            case .barClosed(let closed):
                "\(closed.bar.interval.rawValue)@\(Self.index(of: closed.bar.openedAt))"
            case .gapConfirmed(let gap): "gap@\(Self.index(of: gap.from))..<\(Self.index(of: gap.until))"
            default: nil
            }
        }
    }

    /// The holes it asked about, as ranges of half hours.
    var questions: [String] {
        bodies(on: .marketFeedCommands).compactMap { body in
            guard case .commandIssued(let command) = body,
                case .backfill(_, _, let from, let until) = command.command
            else { return nil }
            return "\(Self.index(of: from))..<\(Self.index(of: until))"
        }
    }

    private static func index(of time: Timestamp) -> Int64 {
        (time.milliseconds - start) / Interval.thirtyMinutes.milliseconds
    }
}

extension Timestamp {
    /// The start of a half hour of the fixture.
    static func halfHour(_ index: Int) -> Self {
        Self(milliseconds: RouterDriver.start + Int64(index) * Interval.thirtyMinutes.milliseconds)
    }
}

extension Bar {
    /// The 30-minute bar of one half hour, with prices that follow from its index.
    static func fixture(
        _ index: Int, of instrument: InstrumentID = RouterDriver.instrument, close: Int? = nil,
        lastTradeID: Int64? = nil
    ) -> Bar {
        let open = 100 + index % 7
        let close = close ?? 100 + (index + 1) % 7
        return Bar(
            instrument: instrument, interval: .thirtyMinutes, openedAt: .halfHour(index),
            open: Price(whole: open),
            high: Price(whole: max(open, close) + index % 3), low: Price(whole: min(open, close) - index % 2),
            close: Price(whole: close), volume: Quantity(whole: 1 + index % 5), lastTradeID: lastTradeID)
    }
}

extension Message.Body {
    static func bar(_ index: Int) -> Self { .barClosed(BarClosed(.fixture(index))) }

    static func gap(_ from: Int, until: Int, interval: Interval = .thirtyMinutes) -> Self {
        .gapConfirmed(
            GapConfirmed(
                instrument: RouterDriver.instrument, interval: interval, from: .halfHour(from),
                until: .halfHour(until)))
    }

    /// A trade inside one half hour.
    static func trade(_ id: Int64, in halfHour: Int, quantity: Int = 1) -> Self {
        let time = Timestamp(milliseconds: Timestamp.halfHour(halfHour).milliseconds + 1000 + id % 1000)
        return .tradePrinted(
            TradePrinted(
                Trade(
                    instrument: RouterDriver.instrument, id: id, occurredAt: time, price: Price(whole: 100),
                    quantity: Quantity(whole: quantity), aggressor: .buy)))
    }

    static func command(_ command: Command, id: String = "c1") -> Self {
        .commandIssued(
            CommandIssued(command, id: id, issuer: "test", replyTo: "r1", at: Timestamp(milliseconds: 1)))
    }
}
