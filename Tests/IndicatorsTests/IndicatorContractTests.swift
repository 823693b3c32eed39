import Indicators
import TestSupport
import Testing

/// What every indicator has promised.
@Suite struct `Every indicator` {
    private static let seeds: [UInt64] = [1, .random(in: 0 ... .max)]

    private static func series(_ seed: UInt64) -> [[BarValues]] {
        // Two numbers that are none, in the middle: both forms have to leave them out alike.
        var broken = BarSeries.walk(700, seed: seed)
        for row in [3, 41, 42, 43, 500] { broken[row].close = .nan }
        for row in [90, 501] { broken[row].high = .infinity }
        for row in [17, 333] { broken[row].volume = .nan }
        return [
            BarSeries.walk(1500, seed: seed), BarSeries.walk(700, seed: seed, price: 1e-6),
            BarSeries.walk(700, seed: seed, price: 1e6), BarSeries.adversarial(700, seed: seed),
            BarSeries.shapes, broken, [],
        ] + (1...20).map { BarSeries.walk($0, seed: seed) }
    }

    @Test(arguments: seeds)
    func `gives the same bits in both forms`(seed: UInt64) throws {
        print("seed \(seed)")
        for bars in Self.series(seed) {
            for exercise in Exercise.all {
                let batch = exercise.batch(BarColumns(bars))
                #expect(isSame(batch, try exercise.stream(bars, [])), "\(exercise), \(bars.count) bars")
            }
        }
    }

    @Test(arguments: seeds)
    func `knows nothing of what comes later`(seed: UInt64) {
        print("seed \(seed)")
        var generator = SeededGenerator(seed: seed)
        let bars = BarColumns(BarSeries.walk(160, seed: seed))
        let whole = Exercise.all.map { $0.batch(bars) }
        for _ in 0..<1000 {
            let count = Int.random(in: 0...bars.count, using: &generator)
            let prefix = bars.prefix(count)
            for (exercise, whole) in zip(Exercise.all, whole) {
                #expect(
                    isSame(exercise.batch(prefix), Array(whole.prefix(count))),
                    "\(exercise) at \(count)")
            }
        }
    }

    @Test(arguments: seeds)
    func `goes on from a snapshot as if nothing had happened`(seed: UInt64) throws {
        print("seed \(seed)")
        var generator = SeededGenerator(seed: seed)
        for bars in [BarSeries.walk(300, seed: seed), BarSeries.adversarial(150, seed: seed)] {
            let rows = Set((0..<12).map { _ in Int.random(in: 0..<bars.count, using: &generator) } + [0, 1])
            for exercise in Exercise.all {
                let interrupted = try exercise.stream(bars, rows)
                #expect(isSame(interrupted, try exercise.stream(bars, [])), "\(exercise)")
            }
        }
    }

    @Test(arguments: seeds)
    func `has its first result after its warm-up, and one at every bar from then on`(seed: UInt64) {
        print("seed \(seed)")
        let bars = BarSeries.walk(200, seed: seed)
        for exercise in Exercise.all {
            let expected = bars.indices.map { $0 >= exercise.warmUp }
            #expect(exercise.complete(bars) == expected, "\(exercise)")
        }
    }

    @Test(arguments: seeds + (0..<6).map { _ in .random(in: 0 ... .max) })
    func `answers a finite number to whatever bar a venue may send`(seed: UInt64) throws {
        print("seed \(seed)")
        let bars = BarSeries.adversarial(1500, seed: seed)
        for (time, bar) in bars.enumerated() {
            #expect(BarVerdict(bar, at: Int64(time), after: Int64(time) - 1) == .accepted)
        }
        for exercise in Exercise.all {
            let rows = try exercise.stream(bars, []).dropFirst(exercise.warmUp)
            #expect(rows.allSatisfy { $0.allSatisfy(\.isFinite) }, "\(exercise)")
        }
    }

    @Test func `leaves an element that is no number out, and its state alone`() {
        var average = SimpleMovingAverage(length: 2)
        #expect(average.update(1) == nil)
        for value in [Double.nan, .infinity, -.infinity] { #expect(average.update(value) == nil) }
        #expect(average.update(3) == 2)
    }
}
