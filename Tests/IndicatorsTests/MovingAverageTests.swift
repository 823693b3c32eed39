import FoundationEssentials
import Indicators
import TestSupport
import Testing

private let seeds: [UInt64] = [1, 2, 3, .random(in: 0 ... .max)]

@Suite struct `Moving averages` {
    @Test(arguments: [1, 2, 3, 60])
    func `a simple one is the mean of its window, and nothing before that is full`(length: Int) {
        var generator = SeededGenerator(seed: 7)
        var average = SimpleMovingAverage(length: length)
        var values: [Double] = []
        for _ in 0..<500 {
            values.append(.random(in: -150...150, using: &generator))
            let result = average.update(values[values.count - 1])
            guard values.count >= length else {
                #expect(result == nil)
                continue
            }
            let mean = values.suffix(length).reduce(0, +) / Double(length)
            #expect(abs((result ?? .nan) - mean) < 1e-12)
        }
    }

    @Test(arguments: seeds)
    func `a simple one keeps no error of values that have left`(seed: UInt64) {
        print("seed \(seed)")
        var generator = SeededGenerator(seed: seed)
        var average = SimpleMovingAverage(length: 7)
        for _ in 0..<100_000 {
            // A running total would keep the rounding of each of these for ever.
            _ = average.update(.random(in: -1e15...1e15, using: &generator))
        }
        for _ in 0..<6 { _ = average.update(0.1) }
        #expect(abs((average.update(0.1) ?? .nan) - 0.1) < 1e-16)
    }

    @Test func `an exponential one starts with the mean of its first values`() {
        var average = ExponentialMovingAverage(length: 3)
        #expect(average.update(1) == nil)
        #expect(average.update(2) == nil)
        #expect(average.update(6) == 3)
        #expect(average.update(5) == 4)
    }

    @Test func `Wilder's weighs the newest value by one over its length`() {
        var average = ExponentialMovingAverage.wilder(length: 4)
        for value in [1.0, 2, 3] { #expect(average.update(value) == nil) }
        #expect(average.update(2) == 2)
        #expect(average.update(6) == 3)
    }
}
