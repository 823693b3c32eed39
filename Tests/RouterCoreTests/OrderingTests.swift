import Domain
import Messages
import Pipeline
import RouterCore
import Testing

@Suite struct `Order of bars` {
    @Test func `bars in turn pass at once`() throws {
        var driver = RouterDriver(RouterSettings(higherIntervals: []))
        try driver.take(.bar(0), .bar(1), .bar(2))
        #expect(driver.emitted == ["30m@0", "30m@1", "30m@2"])
        #expect(driver.questions.isEmpty)
    }

    @Test func `a repeated or older bar changes nothing and says nothing`() throws {
        var driver = RouterDriver()
        try driver.take(.bar(5), .bar(6))
        let before = try driver.router.snapshot()
        #expect(try driver.take(.bar(6), .bar(5), .bar(0)).isEmpty)
        #expect(try driver.router.snapshot() == before)
    }

    @Test func `bars behind a hole wait for the bars that fill it`() throws {
        var driver = RouterDriver(RouterSettings(higherIntervals: []))
        try driver.take(.bar(0), .bar(3), .bar(4), .bar(3))
        #expect(driver.emitted == ["30m@0"])
        try driver.take(.bar(2))
        #expect(driver.emitted == ["30m@0"])
        try driver.take(.bar(1))
        #expect(driver.emitted == ["30m@0", "30m@1", "30m@2", "30m@3", "30m@4"])
    }

    @Test func `a hole is asked about once, however many bars come behind it`() throws {
        var driver = RouterDriver()
        try driver.take(.bar(0), .bar(3), .bar(4), .bar(5), .bar(2))
        #expect(driver.questions == ["1..<3"])
        try driver.take(.bar(8), .bar(9))
        #expect(driver.questions == ["1..<3", "6..<8"])
    }

    @Test func `a question names the hole and comes from the router`() throws {
        var driver = RouterDriver()
        try driver.take(.bar(0), .bar(2))
        guard case .commandIssued(let command) = driver.bodies(on: .marketFeedCommands).first else {
            Issue.record("no question was asked")
            return
        }
        #expect(
            command.command
                == .backfill(
                    RouterDriver.instrument, interval: .thirtyMinutes, from: .halfHour(1), until: .halfHour(2)
                ))
        #expect(command.issuer == "router")
        #expect(command.id == "backfill/sim:BTCUSDT/30m/\(Timestamp.halfHour(1))/\(Timestamp.halfHour(2))")
    }

    @Test func `a confirmed gap closes a hole`() throws {
        var driver = RouterDriver(RouterSettings(higherIntervals: []))
        try driver.take(.bar(0), .bar(4), .gap(1, until: 4))
        #expect(driver.emitted == ["30m@0", "gap@1..<4", "30m@4"])
    }

    @Test func `bars and gaps fill a hole together, in any order`() throws {
        var driver = RouterDriver(RouterSettings(higherIntervals: []))
        try driver.take(.bar(0), .bar(5), .gap(3, until: 5), .bar(2))
        #expect(driver.emitted == ["30m@0"])
        try driver.take(.gap(1, until: 2))
        #expect(driver.emitted == ["30m@0", "gap@1..<2", "30m@2", "gap@3..<5", "30m@5"])
    }

    @Test func `a bar that is known wins over a gap that covers it`() throws {
        var driver = RouterDriver(RouterSettings(higherIntervals: []))
        try driver.take(.bar(0), .bar(2), .gap(1, until: 4), .bar(4))
        #expect(driver.emitted == ["30m@0", "gap@1..<2", "30m@2", "gap@3..<4", "30m@4"])
    }

    @Test func `a repeated gap says nothing`() throws {
        var driver = RouterDriver(RouterSettings(higherIntervals: []))
        try driver.take(.bar(0), .gap(1, until: 4), .gap(1, until: 4), .gap(0, until: 3))
        #expect(driver.emitted == ["30m@0", "gap@1..<4"])
    }

    @Test func `a gap before the first bar is the start`() throws {
        var driver = RouterDriver(RouterSettings(higherIntervals: []))
        try driver.take(.gap(0, until: 3), .bar(4))
        #expect(driver.emitted == ["gap@0..<3"])
        #expect(driver.questions == ["3..<4"])
    }

    @Test func `a gap behind a hole asks about the hole and waits`() throws {
        var driver = RouterDriver(RouterSettings(higherIntervals: []))
        try driver.take(.bar(0), .gap(2, until: 4), .bar(4))
        #expect(driver.questions == ["1..<2"])
        try driver.take(.bar(1))
        #expect(driver.emitted == ["30m@0", "30m@1", "gap@2..<4", "30m@4"])
    }

    @Test func `a hole is given up when too many bars wait behind it`() throws {
        var driver = RouterDriver(RouterSettings(higherIntervals: [], maximumHeldBars: 2))
        try driver.take(.bar(0), .bar(3), .bar(5))
        #expect(driver.emitted == ["30m@0"])
        try driver.take(.bar(6))
        #expect(driver.emitted == ["30m@0", "gap@1..<3", "30m@3"])
        #expect(try driver.take(.bar(1)).isEmpty)
        try driver.take(.bar(4))
        #expect(driver.emitted.suffix(3) == ["30m@4", "30m@5", "30m@6"])
    }

    @Test func `instruments do not wait for each other`() throws {
        let other = InstrumentID(venue: "sim", symbol: "ETHUSDT")
        var driver = RouterDriver(RouterSettings(higherIntervals: []))
        try driver.take(.bar(0), .bar(2), .barClosed(BarClosed(.fixture(7, of: other))))
        #expect(driver.emitted == ["30m@0", "30m@7"])
    }
}
