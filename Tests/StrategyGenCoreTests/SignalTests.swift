import Domain
import Messages
import Pipeline
import Strategies
import StrategyGenCore
import Testing

@Suite struct `Signals of strategies` {
    @Test func `every bar of every interval is answered once, also when nothing reads it`() throws {
        var driver = EvaluatorDriver()
        let bars = [
            Bar.fixture(0, close: 10), .fixture(1, close: 10), .fixture(0, close: 10, interval: .fourHours),
        ]
        for bar in bars {
            let signal = try #require(try driver.take(bar))
            #expect(signal.engine == "strategy-gen")
            #expect(signal.openedAt == bar.openedAt && signal.interval == bar.interval)
            #expect(signal.direction == .flat && signal.strength == .zero && signal.reasons.isEmpty)
        }
        #expect(driver.items.count == 3)
        #expect(driver.items.allSatisfy { $0.stream == .signals })
    }

    @Test func `a repeated or older bar is not answered`() throws {
        var driver = EvaluatorDriver([.aboveMean])
        try driver.take(.fixture(1, close: 10))
        let before = try driver.evaluator.snapshot()
        #expect(try driver.take(.fixture(1, close: 10)) == nil)
        #expect(try driver.take(.fixture(0, close: 10)) == nil)
        #expect(try driver.evaluator.snapshot() == before)
    }

    @Test func `a strategy that enters casts a whole vote for its direction`() throws {
        var driver = EvaluatorDriver([.levels("up", above: 20, below: 5)])
        let signal = try #require(try driver.take(.fixture(0, close: 30)))
        #expect(signal.direction == .long && signal.strength == Rate(whole: 1))
        #expect(signal.reasons == ["enter:up"])
        #expect(signal.evidence == [Evidence("strategies", 1), Evidence("ready", 1), Evidence("score", 1)])
    }

    @Test func `a strategy that leaves casts half a vote against its direction`() throws {
        var driver = EvaluatorDriver([.levels("up", above: 20, below: 5)])
        let signal = try #require(try driver.take(.fixture(0, close: 4)))
        #expect(signal.direction == .short && signal.strength == Rate("0.5"))
        #expect(signal.reasons == ["exit:up"])
    }

    @Test func `short strategies vote the other way`() throws {
        var driver = EvaluatorDriver([.levels("down", .short, above: 20, below: 5)])
        #expect(try driver.take(.fixture(0, close: 30))?.direction == .short)
        #expect(try driver.take(.fixture(1, close: 4))?.direction == .long)
    }

    @Test func `where both conditions are true the strategy leaves`() throws {
        var driver = EvaluatorDriver([.levels("both", above: 1, below: 50)])
        #expect(try driver.take(.fixture(0, close: 30))?.reasons == ["exit:both"])
    }

    @Test func `votes are averaged over those cast, and reasons come in the order of names`() throws {
        var driver = EvaluatorDriver([
            .levels("z-enters", above: 20, below: 5), .levels("a-leaves", above: 90, below: 40),
            .levels("silent", above: 90, below: 5),
        ])
        let signal = try #require(try driver.take(.fixture(0, close: 30)))
        #expect(signal.reasons == ["exit:a-leaves", "enter:z-enters"])
        #expect(signal.direction == .long && signal.strength == Rate("0.25"))
        #expect(signal.evidence.first == Evidence("strategies", 3))
    }

    @Test func `votes that cancel out are flat and keep their reasons`() throws {
        var driver = EvaluatorDriver([
            .levels("up", above: 20, below: 5), .levels("down", .short, above: 20, below: 5),
        ])
        let signal = try #require(try driver.take(.fixture(0, close: 30)))
        #expect(signal.direction == .flat && signal.strength == .zero)
        #expect(signal.reasons == ["enter:down", "enter:up"])
    }

    @Test func `a strategy speaks about its own instruments and interval alone`() throws {
        let other = InstrumentID(venue: "sim", symbol: "ETHUSDT")
        var driver = EvaluatorDriver([.levels("up", above: 20, below: 5, instruments: [other])])
        #expect(try driver.take(.fixture(0, close: 30))?.direction == .flat)
        #expect(try driver.take(.fixture(0, close: 30, interval: .fourHours, of: other))?.direction == .flat)
        #expect(try driver.take(.fixture(0, close: 30, of: other))?.direction == .long)
    }

    @Test func `a strategy in warm-up is flat`() throws {
        var driver = EvaluatorDriver([.aboveMean])
        let signals = try [10, 11, 12].enumerated().compactMap { try driver.take(.fixture($0, close: $1)) }
        #expect(signals.map(\.direction) == [.flat, .flat, .long])
        #expect(signals.map { $0.evidence[1].value } == [0, 0, 1])
    }

    @Test func `a bar that no venue can have sent is refused`() throws {
        var driver = EvaluatorDriver()
        let before = try driver.evaluator.snapshot()
        for openedAt in [Int64.min, 1, .max] {
            let bar = Bar(
                instrument: EvaluatorDriver.instrument, interval: .oneWeek,
                openedAt: Timestamp(milliseconds: openedAt), open: Price(whole: 1), high: Price(whole: 1),
                low: Price(whole: 1), close: Price(whole: 1), volume: .zero)
            #expect(throws: Refusal.self) { try driver.take(bar) }
        }
        #expect(try driver.evaluator.snapshot() == before)
    }

    @Test func `gaps and listings are read over`() throws {
        var driver = EvaluatorDriver()
        let gap = GapConfirmed(
            instrument: EvaluatorDriver.instrument, interval: .thirtyMinutes,
            from: Timestamp(milliseconds: 0),
            until: Timestamp(milliseconds: 1_800_000))
        #expect(try driver.step(.gapConfirmed(gap)).isEmpty)
    }

    @Test func `the built-in strategies are valid and speak both ways`() throws {
        #expect(StrategySettings().problems.isEmpty)
        var driver = EvaluatorDriver(Strategy.builtIn)
        var reasons: Set<String> = []
        // A slow wave with a fast one on top, so that averages cross and oscillators turn at both ends.
        for index in 0..<2000 {
            let slow = triangle(index, period: 400, height: 300)
            let fast = triangle(index, period: 37, height: 60)
            reasons.formUnion(
                try #require(try driver.take(.fixture(index, close: 1000 + slow + fast))).reasons)
        }
        #expect(
            reasons == [
                "enter:ema-trend", "exit:ema-trend", "enter:wavetrend-reversion", "exit:wavetrend-reversion",
            ])
    }

    private func triangle(_ index: Int, period: Int, height: Int) -> Int {
        let phase = index % period
        let rising = phase * 2 < period
        return (rising ? phase : period - phase) * 2 * height / period
    }
}
