import Domain
import Messages
import Pipeline
import RouterCore
import Testing

@Suite struct `Routes, listings and commands` {
    private static let other = InstrumentID(venue: "sim", symbol: "ETHUSDT")

    @Test func `a route of its own gives an instrument other intervals`() throws {
        let settings = RouterSettings(routes: [
            RouterDriver.instrument: Route(base: .thirtyMinutes, higher: [.oneHour])
        ])
        var driver = RouterDriver(settings)
        try driver.take(.bar(0), .bar(1))
        #expect(driver.emitted == ["30m@0", "30m@1", "1h@0"])
    }

    @Test func `an interval goes out when one subscriber wants it`() throws {
        let settings = RouterSettings(
            higherIntervals: [.oneHour, .fourHours],
            subscriptions: [
                Subscription("cipher-engine", intervals: [.fourHours]),
                Subscription("strategy-gen", intervals: [.thirtyMinutes]),
            ])
        var driver = RouterDriver(settings)
        for index in 0..<8 { try driver.take(.bar(index)) }
        #expect(driver.emitted == (0..<8).map { "30m@\($0)" } + ["4h@0"])
    }

    @Test func `the base interval can stay inside`() throws {
        let settings = RouterSettings(
            higherIntervals: [.oneHour], subscriptions: [Subscription("cipher-engine", intervals: [.oneHour])]
        )
        var driver = RouterDriver(settings)
        try driver.take(.bar(0), .bar(1), .bar(2))
        #expect(driver.emitted == ["1h@0"])
    }

    @Test func `an instrument without subscribers is passed over without a trace`() throws {
        let settings = RouterSettings(subscriptions: [
            Subscription("cipher-engine", instruments: [Self.other])
        ])
        var driver = RouterDriver(settings)
        let before = try driver.router.snapshot()
        try driver.take(.bar(0), .bar(7), .trade(1, in: 0), .gap(8, until: 9), listing(at: 1))
        #expect(driver.items.isEmpty)
        #expect(try driver.router.snapshot() == before)
        try driver.take(.barClosed(BarClosed(.fixture(0, of: Self.other))))
        #expect(driver.emitted == ["30m@0"])
    }

    @Test func `a listing is passed on once, and again when it is newer`() throws {
        var driver = RouterDriver()
        try driver.take(listing(at: 5), listing(at: 5), listing(at: 4), listing(at: 6))
        #expect(driver.bodies(on: .bars) == [listing(at: 5), listing(at: 6)])
    }

    @Test func `a command for market-feed is passed on once`() throws {
        var driver = RouterDriver()
        let subscribe = Message.Body.command(.subscribe(Self.other))
        try driver.take(subscribe, subscribe)
        #expect(driver.bodies(on: .marketFeedCommands) == [subscribe])
        #expect(driver.bodies(on: .replies).isEmpty)
    }

    @Test(arguments: [
        Command.engageKillSwitch(reason: "drill"),
        .backfill(RouterDriver.instrument, interval: .oneMinute, from: .halfHour(0), until: .halfHour(1)),
        .backfill(RouterDriver.instrument, interval: .thirtyMinutes, from: .halfHour(1), until: .halfHour(1)),
    ])
    func `a command that cannot be carried out is answered with what to change`(command: Command) throws {
        var driver = RouterDriver()
        try driver.take(.command(command), .command(command))
        #expect(driver.bodies(on: .marketFeedCommands).isEmpty)
        let replies = driver.bodies(on: .replies)
        #expect(replies.count == 1)
        guard case .commandReplied(let reply) = replies.first else { return }
        #expect(!reply.accepted)
        #expect(!reply.detail.isEmpty)
    }

    @Test func `a snapshot made with other intervals is not taken up`() throws {
        var driver = RouterDriver()
        try driver.take(.bar(0))
        let bytes = try driver.router.snapshot()
        #expect(throws: SettingsChanged.self) {
            try Router(shard: Shard(0), settings: RouterSettings(higherIntervals: [.oneDay]), snapshot: bytes)
        }
    }

    private func listing(at milliseconds: Int64) -> Message.Body {
        let specification = InstrumentSpecification(
            instrument: RouterDriver.instrument, baseAsset: "BTC", quoteAsset: "USDT",
            tickSize: Price(units: 1),
            lotSize: Quantity(units: 1), minimumNotional: .zero)
        return .instrumentListed(InstrumentListed(specification, at: Timestamp(milliseconds: milliseconds)))
    }
}
