import FoundationEssentials
import Indicators
import TestSupport
import Testing

/// Every indicator, fed the same bars.
private struct Everything: Codable, Equatable {
    var simple = SimpleMovingAverage(length: 5)
    var exponential = ExponentialMovingAverage(length: 7)
    var wilder = ExponentialMovingAverage.wilder(length: 6)
    var strength = RelativeStrengthIndex(length: 14)
    var wave = WaveTrend(channel: 9, average: 12, signal: 3)

    mutating func update(_ close: Double, previous: Double) -> [Double?] {
        let high = max(close, previous) + 0.1
        let low = min(close, previous) - 0.1
        let wave = wave.update(high: high, low: low, close: close)
        return [
            simple.update(close), exponential.update(close), wilder.update(close), strength.update(close),
            wave.wt1, wave.wt2,
        ]
    }
}

@Suite struct `Indicator state` {
    @Test(arguments: [UInt64(1), .random(in: 0 ... .max)])
    func `goes through JSON exactly, at every value`(seed: UInt64) throws {
        print("seed \(seed)")
        var generator = SeededGenerator(seed: seed)
        var undisturbed = Everything()
        var interrupted = Everything()
        var previous = 100.0
        for _ in 0..<150 {
            let close = previous + .random(in: -1...1, using: &generator)
            interrupted = try JSONDecoder().decode(Everything.self, from: JSONEncoder().encode(interrupted))
            #expect(interrupted == undisturbed)
            #expect(
                interrupted.update(close, previous: previous) == undisturbed.update(close, previous: previous)
            )
            previous = close
        }
    }
}
