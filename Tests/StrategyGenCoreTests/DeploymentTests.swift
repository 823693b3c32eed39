import Domain
import FoundationEssentials
import Messages
import Pipeline
import Strategies
import StrategyGenCore
import TestSupport
import Testing

@Suite struct `Deploying and withdrawing strategies` {
    @Test func `a deployed strategy speaks from the next bar on`() throws {
        var driver = EvaluatorDriver()
        #expect(try driver.take(.fixture(0, close: 30))?.direction == .flat)
        let reply = try #require(try driver.take(deploy(.levels("up", above: 20, below: 5)), id: "c1"))
        #expect(reply.accepted && reply.detail == "up is deployed" && reply.shard == Shard(3))
        #expect(try driver.take(.fixture(1, close: 30))?.reasons == ["enter:up"])
    }

    @Test func `a strategy deployed late starts without history`() throws {
        var driver = EvaluatorDriver()
        for index in 0..<5 { try driver.take(.fixture(index, close: 10 + index)) }
        try driver.take(deploy(.aboveMean), id: "c1")
        let directions = try (5..<9).compactMap { try driver.take(.fixture($0, close: 10 + $0))?.direction }
        #expect(directions == [.flat, .flat, .long, .long])
    }

    @Test func `a strategy of the same name is replaced`() throws {
        var driver = EvaluatorDriver([.levels("up", above: 20, below: 5)])
        try driver.take(.fixture(0, close: 30))
        let reply = try driver.take(deploy(.levels("up", above: 40, below: 5)), id: "c1")
        #expect(reply?.detail == "up is replaced")
        #expect(try driver.take(.fixture(1, close: 30))?.direction == .flat)
        #expect(try driver.take(.fixture(2, close: 50))?.reasons == ["enter:up"])
    }

    @Test func `the very same strategy once more keeps its history`() throws {
        var driver = EvaluatorDriver([.aboveMean])
        for index in 0..<3 { try driver.take(.fixture(index, close: 10 + index)) }
        let reply = try driver.take(deploy(.aboveMean), id: "c1")
        #expect(reply?.accepted == true)
        #expect(try driver.take(.fixture(3, close: 20))?.direction == .long)
    }

    @Test func `a withdrawn strategy is silent`() throws {
        var driver = EvaluatorDriver([.levels("up", above: 20, below: 5)])
        try driver.take(.fixture(0, close: 30))
        #expect(try driver.take(.withdrawStrategy(name: "up"), id: "c1")?.accepted == true)
        let signal = try driver.take(.fixture(1, close: 30))
        #expect(signal?.direction == .flat && signal?.evidence.first == Evidence("strategies", 0))
    }

    @Test func `withdrawing what is not deployed is answered with no`() throws {
        var driver = EvaluatorDriver()
        let reply = try #require(try driver.take(.withdrawStrategy(name: "ghost"), id: "c1"))
        #expect(!reply.accepted && reply.detail == "no strategy is called ghost")
    }

    @Test func `an invalid strategy is answered with its fault and changes nothing`() throws {
        var driver = EvaluatorDriver([.aboveMean])
        let reply = try #require(try driver.take(.deployStrategy(json: #"{"name": "x"}"#), id: "c1"))
        #expect(!reply.accepted && reply.detail == #"$: has no description; add "description", text"#)
        #expect(try driver.take(.fixture(0, close: 30))?.evidence.first == Evidence("strategies", 1))
    }

    @Test func `more strategies than allowed are answered with no, a replacement is not one more`() throws {
        var driver = EvaluatorDriver([.levels("one", above: 2, below: 1)], maximumStrategies: 1)
        #expect(try driver.take(deploy(.levels("two", above: 2, below: 1)), id: "c1")?.accepted == false)
        #expect(try driver.take(deploy(.levels("one", above: 3, below: 1)), id: "c2")?.accepted == true)
    }

    @Test func `a command that comes twice is carried out and answered once`() throws {
        var driver = EvaluatorDriver()
        try driver.take(deploy(.aboveMean), id: "c1")
        try driver.take(.withdrawStrategy(name: "above-mean"), id: "c2")
        try driver.restart()
        #expect(try driver.take(deploy(.aboveMean), id: "c1") == nil)
        #expect(try driver.take(.fixture(0, close: 30))?.evidence.first == Evidence("strategies", 0))
    }

    @Test func `a command for another service is answered with no`() throws {
        var driver = EvaluatorDriver()
        let reply = try #require(try driver.take(.engageKillSwitch(reason: "drill"), id: "c1"))
        #expect(!reply.accepted && reply.detail == "engage-kill-switch is for executor: issue it there")
    }

    @Test func `what was deployed survives a restart, whatever the settings say`() throws {
        var driver = EvaluatorDriver()
        try driver.take(deploy(.aboveMean), id: "c1")
        for index in 0..<3 { try driver.take(.fixture(index, close: 10 + index)) }
        try driver.restart()
        #expect(try driver.take(.fixture(3, close: 20))?.reasons == ["enter:above-mean"])
    }

    @Test(arguments: (0..<15).map { UInt64(9_300 + $0) })
    func `snapshots and restarts at random points change nothing`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var straight = EvaluatorDriver(Strategy.builtIn)
        var restarted = straight
        let instruments = ["BTCUSDT", "ETHUSDT"].map { InstrumentID(venue: "sim", symbol: $0) }
        var close = 1000
        for index in 0..<250 {
            close = max(50, close + Int.random(in: -20...20, using: &random))
            for instrument in instruments {
                let bar = Bar.fixture(index, close: close, of: instrument)
                let one = try straight.take(bar)
                #expect(try restarted.take(bar) == one, "seed \(seed), bar \(index)")
            }
            if index % 60 == 30 {
                let command = deploy(.levels("level-\(index)", above: Double(close), below: 60))
                try straight.take(command, id: "c\(index)")
                try restarted.take(command, id: "c\(index)")
            }
            if Int.random(in: 0..<12, using: &random) == 0 { try restarted.restart() }
        }
        #expect(restarted.items == straight.items, "seed \(seed)")
        #expect(try restarted.evaluator.snapshot() == straight.evaluator.snapshot(), "seed \(seed)")
    }

    @Test func `settings that cannot work are named`() {
        let bad = Strategy.levels("BAD", above: 2, below: 1)
        let settings = StrategySettings(strategies: [.aboveMean, .aboveMean, bad], maximumStrategies: 2)
        #expect(
            settings.problems == [
                "there are 3 strategies, at most 2 are allowed", "two strategies are named above-mean",
                "BAD: $.name: is no name for a strategy; write 1 to 64 of a-z, 0-9 and -, as in ema-trend",
            ])
    }

    private func deploy(_ strategy: Strategy) -> Command {
        let bytes = try? JSONEncoder().encode(strategy)
        return .deployStrategy(json: String(decoding: bytes ?? Data(), as: UTF8.self))
    }
}
