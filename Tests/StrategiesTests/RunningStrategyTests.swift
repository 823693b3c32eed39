import Domain
import FoundationEssentials
import Strategies
import TestSupport
import Testing

@Suite struct `A running strategy` {
    private static let close = Operand.source(.close)
    private static let mean = Operand.indicator(.sma(of: .close, period: 3))

    /// Comparisons with 10 on closes 9, 10, 11, 10, 9, and the bars on which they are true.
    private static let comparisons: [(Comparison, [Int])] = [
        (.above, [2]), (.below, [0, 4]), (.atLeast, [1, 2, 3]), (.atMost, [0, 1, 3, 4]),
        (.crossesAbove, [2]), (.crossesBelow, [4]),
    ]

    @Test(arguments: comparisons.indices)
    func `a comparison is true on the right bars`(index: Int) {
        let (comparison, expected) = Self.comparisons[index]
        var running = RunningStrategy(.fixture(enter: .compare(Self.close, comparison, .number(10))))
        let opinions = running.opinions(closes: [9, 10, 11, 10, 9])
        #expect(opinions.indices.filter { opinions[$0].enters } == expected)
    }

    @Test func `a line that only touches another does not cross it`() {
        var running = RunningStrategy(.fixture(enter: .compare(Self.close, .crossesAbove, .number(10))))
        #expect(running.opinions(closes: [9, 10, 9, 10, 9]).allSatisfy { !$0.enters })
    }

    @Test func `averages of a steady ramp do not cross through rounding`() {
        let slow = Operand.indicator(.sma(of: .close, period: 5))
        let mean = Operand.indicator(.sma(of: .close, period: 1))
        var running = RunningStrategy(
            .fixture(
                enter: .any([.compare(mean, .crossesAbove, Self.close), .compare(slow, .above, Self.close)])))
        let closes = (0..<300).map { 100 + Double($0) * 0.1 }
        #expect(running.opinions(closes: closes).allSatisfy { !$0.enters })
    }

    @Test func `an indicator gives no signal before it is warm`() {
        var running = RunningStrategy(.fixture(enter: .compare(Self.close, .above, Self.mean)))
        let opinions = running.opinions(closes: [1, 2, 3, 4])
        #expect(opinions.map(\.isReady) == [false, false, true, true])
        #expect(opinions.map(\.enters) == [false, false, true, true])
    }

    @Test func `what is not known is neither true nor false`() {
        let unknown = Condition.compare(Self.close, .above, Self.mean)
        let yes = Condition.compare(Self.close, .above, .number(0.5))
        let no = Condition.not(yes)
        let cases: [(Condition, Bool)] = [
            (.not(unknown), false), (.all([yes, unknown]), false), (.all([unknown, no]), false),
            (.not(.all([unknown, no])), true), (.any([unknown, yes]), true), (.any([no, unknown]), false),
            (.not(.any([no, unknown])), false), (.not(.any([unknown, yes])), false),
        ]
        for (condition, expected) in cases {
            var running = RunningStrategy(.fixture(enter: condition))
            #expect(running.opinions(closes: [1])[0].enters == expected, "\(condition)")
        }
    }

    @Test func `indicators have their textbook values`() {
        // Means and momentum of 1, 2, 3, 4, 5 by hand: SMA(3) = 4, EMA(3) = 4, RSI = 100 without any fall.
        let expected: [(Indicator, Double)] = [
            (.sma(of: .close, period: 3), 4), (.ema(of: .close, period: 3), 4),
            (.rsi(of: .close, period: 3), 100),
            (.sma(of: .high, period: 3), 5), (.sma(of: .low, period: 3), 3), (.sma(of: .hlc3, period: 3), 4),
            (.sma(of: .open, period: 3), 4), (.sma(of: .volume, period: 3), 1),
        ]
        for (indicator, value) in expected {
            let operand = Operand.indicator(indicator)
            var running = RunningStrategy(
                .fixture(
                    enter: .all([
                        .compare(operand, .atLeast, .number(value)),
                        .compare(operand, .atMost, .number(value)),
                    ])))
            #expect(running.opinions(closes: [1, 2, 3, 4, 5]).last?.enters == true, "\(indicator)")
        }
    }

    @Test func `both lines of WaveTrend are told apart`() {
        let lines = Indicator.WaveTrendLine.allCases.map {
            Operand.indicator(.waveTrend(channel: 3, average: 4, line: $0))
        }
        var running = RunningStrategy(
            .fixture(
                enter: .compare(lines[0], .crossesAbove, lines[1]),
                exit: .compare(lines[0], .crossesBelow, lines[1])))
        // A price that rises for ten bars and falls for ten.
        let closes = (0..<100).map { index -> Double in
            let step = Double(index % 10)
            return (index / 10).isMultiple(of: 2) ? 100 + step : 110 - step
        }
        let opinions = running.opinions(closes: closes)
        #expect(opinions.contains { $0.enters })
        // Two lines cross in turn: up, down, up.
        let turns = opinions.filter { $0.enters != $0.exits }.map(\.enters)
        #expect(zip(turns, turns.dropFirst()).allSatisfy { $0 != $1 })
    }

    @Test(arguments: (0..<20).map { UInt64(7_100 + $0) })
    func `a memory taken at a random bar and read again changes nothing`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let strategy = Strategy.fixture(
            enter: .any([
                .compare(.indicator(.ema(of: .close, period: 5)), .crossesAbove, Self.mean),
                .compare(.indicator(.rsi(of: .close, period: 4)), .below, .number(30)),
            ]),
            exit: .compare(
                .indicator(.waveTrend(channel: 4, average: 3, line: .wt1)), .crossesBelow, .number(0)))
        var straight = RunningStrategy(strategy)
        var restored = straight
        var close = 100.0
        for index in 0..<200 {
            close = max(5, close + Double.random(in: -3...3, using: &random))
            let bar = Bar.fixture(index, close: close)
            #expect(straight.take(bar) == restored.take(bar), "seed \(seed), bar \(index)")
            if Int.random(in: 0..<10, using: &random) == 0 {
                let bytes = try JSONEncoder().encode(restored.memory)
                let memory = try JSONDecoder().decode(RunningStrategy.Memory.self, from: bytes)
                restored = try RunningStrategy(strategy, memory: memory)
                #expect(restored == straight, "seed \(seed), bar \(index)")
            }
        }
    }

    @Test func `the memory of another strategy is refused`() {
        let one = RunningStrategy(.fixture(enter: .compare(Self.close, .above, Self.mean)))
        let other = Strategy.fixture(enter: .compare(.source(.open), .above, .source(.high)))
        #expect(throws: RunningStrategy.MemoryMismatch.self) {
            try RunningStrategy(other, memory: one.memory)
        }
    }
}
