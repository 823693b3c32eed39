import Domain
import Messages
import Pipeline
import RouterCore
import Testing

@Suite struct `What the router refuses` {
    private static let impossible: [Message.Body] = [
        .barClosed(BarClosed(bar(high: 90))),
        .barClosed(BarClosed(bar(low: 0))),
        .barClosed(BarClosed(bar(volume: -1))),
        .barClosed(BarClosed(bar(openedAt: RouterDriver.start + 1))),
        .barClosed(BarClosed(bar(openedAt: .min))),
        .barClosed(BarClosed(bar(openedAt: .max))),
        .barClosed(BarClosed(bar(interval: .oneMinute))),
        .barClosed(BarClosed(bar(openedAt: RouterDriver.start + 1831 * Interval.oneDay.milliseconds))),
        .trade(1, in: 0, quantity: 0),
        .gap(3, until: 3),
        .gap(3, until: 2),
        .gap(1, until: 2, interval: .oneHour),
        .gapConfirmed(
            GapConfirmed(
                instrument: RouterDriver.instrument, interval: .thirtyMinutes, from: .halfHour(1),
                until: Timestamp(milliseconds: Timestamp.halfHour(2).milliseconds + 1))),
        .gap(1, until: 48 * 2000),
        .commandReplied(
            CommandReplied(
                CommandIssued(
                    .withdrawStrategy(name: "x"), id: "c", issuer: "t", replyTo: "r",
                    at: Timestamp(milliseconds: 0)), by: .executor, on: Shard(0), accepted: true, detail: "")),
    ]

    @Test(arguments: impossible.indices)
    func `an entry that makes no sense is refused and changes nothing`(index: Int) throws {
        var driver = RouterDriver()
        try driver.take(.bar(0))
        let before = try driver.router.snapshot()
        #expect(throws: Refusal.self) { try driver.step(Self.impossible[index]) }
        #expect(try driver.router.snapshot() == before)
    }

    @Test func `an instrument whose first entry is refused leaves no trace`() throws {
        var driver = RouterDriver()
        let before = try driver.router.snapshot()
        #expect(throws: Refusal.self) {
            try driver.step(.barClosed(BarClosed(Self.bar(interval: .oneMinute))))
        }
        #expect(try driver.router.snapshot() == before)
    }

    @Test func `settings that cannot work are named`() {
        let settings = RouterSettings(
            baseInterval: .oneHour, higherIntervals: [.thirtyMinutes],
            routes: [RouterDriver.instrument: Route(base: .eightHours, higher: [.twelveHours])],
            maximumHeldBars: 0)
        #expect(
            settings.problems == [
                "interval 30m is not longer than the base interval 1h",
                "sim:BTCUSDT: interval 12h is not a whole number of 8h bars",
                "maximumHeldBars is 0, at least 1 is needed",
            ])
        #expect(RouterSettings().problems.isEmpty)
    }

    private static func bar(
        openedAt: Int64 = RouterDriver.start, interval: Interval = .thirtyMinutes, high: Int = 110,
        low: Int = 90,
        volume: Int = 1
    ) -> Bar {
        Bar(
            instrument: RouterDriver.instrument, interval: interval,
            openedAt: Timestamp(milliseconds: openedAt),
            open: Price(whole: 100), high: Price(whole: high), low: Price(whole: low),
            close: Price(whole: 100),
            volume: Quantity(whole: volume))
    }
}
