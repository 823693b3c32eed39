import Domain
import Messages
import Pipeline
import Testing

@Suite struct `Trades and the bars they belong to` {
    @Test func `trades are passed on once, by their numbers`() throws {
        var driver = RouterDriver()
        try driver.take(
            .trade(1, in: 0), .trade(3, in: 0), .trade(3, in: 0), .trade(2, in: 0), .trade(4, in: 0))
        let numbers = driver.bodies(on: .trades).compactMap { body -> Int64? in
            guard case .tradePrinted(let printed) = body else { return nil }
            return printed.trade.id
        }
        #expect(numbers == [1, 3, 4])
    }

    @Test func `a bar names the last trade before its end`() throws {
        var driver = RouterDriver()
        try driver.take(.trade(1, in: 0), .trade(2, in: 0), .bar(0), .trade(5, in: 1), .bar(1))
        #expect(lastTrades(driver) == [2, 5])
    }

    @Test func `a bar names no trade where none was ever seen, whatever the feed says`() throws {
        var driver = RouterDriver()
        try driver.take(.barClosed(BarClosed(.fixture(0, lastTradeID: 77))))
        #expect(lastTrades(driver) == [nil])
    }

    @Test func `a bar without trades names the last trade before it`() throws {
        var driver = RouterDriver()
        try driver.take(.trade(1, in: 0), .bar(0), .bar(1), .bar(2))
        #expect(lastTrades(driver) == [1, 1, 1])
    }

    @Test func `a bar that waited behind a hole names its own trade, not a later one`() throws {
        var driver = RouterDriver()
        try driver.take(
            .trade(1, in: 0), .bar(0), .trade(3, in: 2), .bar(2), .trade(4, in: 3), .bar(3), .bar(1))
        #expect(lastTrades(driver) == [1, 1, 3, 4])
    }

    @Test func `a trade that comes after its bar belongs to the next one`() throws {
        var driver = RouterDriver()
        try driver.take(.trade(1, in: 0), .bar(0), .trade(2, in: 0), .bar(1))
        #expect(lastTrades(driver) == [1, 2])
    }

    @Test func `a venue's clock that runs backwards does not turn the numbers back`() throws {
        var driver = RouterDriver()
        try driver.take(.trade(1, in: 0), .trade(2, in: 1), .trade(3, in: 0), .bar(0), .bar(1))
        #expect(lastTrades(driver) == [3, 3])
    }

    private func lastTrades(_ driver: RouterDriver) -> [Int64?] {
        driver.bodies(on: .bars).compactMap { body in
            guard case .barClosed(let closed) = body, closed.bar.interval == .thirtyMinutes else {
                return nil
            }
            return .some(closed.bar.lastTradeID)
        }
    }
}
