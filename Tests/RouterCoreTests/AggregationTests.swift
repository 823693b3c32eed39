import Domain
import Messages
import Pipeline
import RouterCore
import TestSupport
import Testing

@Suite(.enabled(if: GoldenVectors.areThere, "the reference data is not beside the repository"))
struct `Larger bars` {
    @Test func `a larger bar follows the base bar that completes it, shortest first`() throws {
        var driver = RouterDriver(RouterSettings(higherIntervals: [.fourHours, .oneHour]))
        for index in 0..<8 { try driver.take(.bar(index)) }
        #expect(
            driver.emitted == [
                "30m@0", "30m@1", "1h@0", "30m@2", "30m@3", "1h@2", "30m@4", "30m@5", "1h@4", "30m@6",
                "30m@7",
                "1h@6", "4h@0",
            ])
    }

    @Test func `a larger bar spans its base bars and ends with the last one's trade`() throws {
        var driver = RouterDriver(RouterSettings(higherIntervals: [.oneHour]))
        try driver.take(.trade(1, in: 0), .bar(0), .trade(2, in: 1), .bar(1))
        let parts = [Bar.fixture(0), Bar.fixture(1)]
        let expected = Bar(
            instrument: RouterDriver.instrument, interval: .oneHour, openedAt: parts[0].openedAt,
            open: parts[0].open, high: max(parts[0].high, parts[1].high),
            low: min(parts[0].low, parts[1].low),
            close: parts[1].close, volume: parts[0].volume + parts[1].volume, lastTradeID: 2)
        #expect(driver.bodies(on: .bars).last == .barClosed(BarClosed(expected)))
    }

    @Test func `a gap at the end of a larger bar completes it`() throws {
        var driver = RouterDriver(RouterSettings(higherIntervals: [.oneHour]))
        try driver.take(.bar(0), .bar(2))
        #expect(driver.emitted == ["30m@0"])
        try driver.take(.gap(1, until: 2))
        #expect(driver.emitted == ["30m@0", "gap@1..<2", "1h@0", "30m@2"])
    }

    @Test func `a larger bar is made of the base bars there are`() throws {
        var driver = RouterDriver()
        try driver.take(.bar(0), .gap(1, until: 5), .bar(5), .gap(6, until: 30), .bar(30))
        #expect(driver.emitted == ["30m@0", "gap@1..<5", "30m@5", "gap@6..<30", "4h@0", "30m@30"])
    }

    @Test func `a history that starts inside a larger bar gives that bar too`() throws {
        var driver = RouterDriver(RouterSettings(higherIntervals: [.oneHour]))
        try driver.take(.bar(1), .bar(2))
        #expect(driver.emitted == ["30m@1", "1h@0", "30m@2"])
    }

    @Test func `weeks start on Monday`() throws {
        var driver = RouterDriver(RouterSettings(higherIntervals: [.oneWeek]))
        // 1 January 2020 was a Wednesday: five days are left of its week.
        for index in 0..<(5 * 48) { try driver.take(.bar(index)) }
        #expect(driver.emitted.last == "1w@-96")
    }

    /// Vectors of candles to larger candles, by the file of the base candles.
    private static let vectors: [(base: String, larger: String, interval: Interval, last: Int64)] = [
        ("binance_AVAXUSDT_1m_2024-02", "AVAXUSDT_1m_to_5m", .fiveMinutes, 1_707_955_140_000),
        ("binance_AVAXUSDT_1m_2024-02", "AVAXUSDT_1m_to_1h", .oneHour, 1_707_955_140_000),
        ("ftx_BTC-PERP_1m_2022-01", "BTC-PERP_1m_to_4h", .fourHours, 1_643_155_140_000),
        ("ft_XRP-ETH_1m_2019-10", "XRP-ETH_1m_to_5m_gappy", .fiveMinutes, 1_570_965_540_000),
    ]

    @Test(arguments: vectors.indices)
    func `larger bars equal the golden vectors`(index: Int) throws {
        let vector = Self.vectors[index]
        let expected = try Self.bars("vectors/aggregate/\(vector.larger).csv.gz", interval: vector.interval)
        let first = try #require(expected.first).openedAt
        let base = try Self.bars("data/candles/\(vector.base).csv.gz", interval: .oneMinute)
            .filter { $0.openedAt >= first && $0.openedAt.milliseconds <= vector.last }
        var driver = RouterDriver(
            RouterSettings(baseInterval: .oneMinute, higherIntervals: [vector.interval]))
        var due = first
        for bar in base {
            if bar.openedAt > due { try driver.take(Self.gap(from: due, until: bar.openedAt)) }
            try driver.take(.barClosed(BarClosed(bar)))
            due = bar.closedAt
        }
        let end = Timestamp(milliseconds: vector.last + Interval.oneMinute.milliseconds)
        if due < end { try driver.take(Self.gap(from: due, until: end)) }
        let larger = driver.bodies(on: .bars).compactMap { body -> Bar? in
            guard case .barClosed(let closed) = body, closed.bar.interval == vector.interval else {
                return nil
            }
            return closed.bar
        }
        #expect(larger.count == expected.count)
        for (bar, expected) in zip(larger, expected) {
            #expect(bar.openedAt == expected.openedAt)
            let prices = [bar.open, bar.high, bar.low, bar.close]
            #expect(
                prices == [expected.open, expected.high, expected.low, expected.close], "\(bar.openedAt)")
            let error = abs((bar.volume - expected.volume).approximation)
            #expect(error <= 1e-12 * expected.volume.approximation, "volume of \(bar.openedAt)")
        }
    }

    private static func gap(from: Timestamp, until: Timestamp) -> Message.Body {
        .gapConfirmed(
            GapConfirmed(instrument: RouterDriver.instrument, interval: .oneMinute, from: from, until: until))
    }

    private static func bars(_ file: String, interval: Interval) throws -> [Bar] {
        let columns = try GoldenVectors.columns(file)
        func column(_ name: String) throws -> [Substring] { try #require(columns[name]) }
        let prices = try ["open", "high", "low", "close"].map { name in
            try column(name).map { try Price(parsing: String($0)) }
        }
        // One source carries the noise of binary fractions behind the eighth decimal.
        let volumes = try column("volume").map { text in
            let parts = text.split(separator: ".")
            return try Quantity(
                parsing: parts.count == 2 ? "\(parts[0]).\(parts[1].prefix(8))" : String(text))
        }
        return try column("open_time_ms").enumerated().map { row, time in
            Bar(
                instrument: RouterDriver.instrument, interval: interval,
                openedAt: Timestamp(milliseconds: try #require(Int64(time))), open: prices[0][row],
                high: prices[1][row], low: prices[2][row], close: prices[3][row], volume: volumes[row])
        }
    }
}
