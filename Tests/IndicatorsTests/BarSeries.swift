import Indicators
import TestSupport

/// Series of bars that no indicator may stumble over.
enum BarSeries {
    /// A walk like a market's: steps of both signs, ties, bars without range or volume, now and then a jump.
    static func walk(_ count: Int, seed: UInt64, price: Double = 100) -> [BarValues] {
        var generator = SeededGenerator(seed: seed)
        var last = price
        return (0..<count).map { _ in
            let jump = Int.random(in: 0..<200, using: &generator) == 0 ? 20.0 : 1
            let points = (0..<4).map { _ in
                // In steps, so that equal prices come up.
                let step = (Double.random(in: -1...1, using: &generator) * jump * 20).rounded() * price / 4000
                return max(price / 100, last + step)
            }
            let isFlat = Int.random(in: 0..<8, using: &generator) == 0
            let open = last
            let close = isFlat ? open : points[3]
            last = close
            let isQuiet = Int.random(in: 0..<10, using: &generator) == 0
            return BarValues(
                open: open, high: isFlat ? open : max(open, points.max() ?? open),
                low: isFlat ? open : min(open, points.min() ?? open), close: close,
                volume: isQuiet ? 0 : .random(in: 0...100, using: &generator))
        }
    }

    /// Prices from the smallest to the largest that are taken, without any relation to the bar before.
    static func adversarial(_ count: Int, seed: UInt64) -> [BarValues] {
        var generator = SeededGenerator(seed: seed)
        func magnitude() -> Double {
            let anchors = [BarVerdict.smallest, 1e-8, 0.1, 1, 100, 1e6, BarVerdict.largest]
            let anchor = anchors[Int.random(in: 0..<anchors.count, using: &generator)]
            let factor = Double.random(in: 1...1.5, using: &generator)
            return anchor == BarVerdict.largest ? anchor / factor : anchor * factor
        }
        var last: BarValues?
        return (0..<count).map { _ in
            if let last, Int.random(in: 0..<3, using: &generator) == 0 { return last }
            let prices = (0..<4).map { _ in magnitude() }.sorted()
            let isRising = Bool.random(using: &generator)
            let bar = BarValues(
                open: prices[isRising ? 1 : 2], high: prices[3], low: prices[0],
                close: prices[isRising ? 2 : 1],
                volume: Bool.random(using: &generator) ? 0 : magnitude())
            last = bar
            return bar
        }
    }

    /// Bars without any movement, then a ramp, a zigzag and nothing again.
    static let shapes: [BarValues] =
        flat(120, 0.1) + (0..<150).map { bar(1000 + Double($0), 1001 + Double($0)) }
        + (0..<150).map { $0.isMultiple(of: 2) ? bar(100, 101) : bar(101, 100) } + flat(120, 100)

    private static func flat(_ count: Int, _ price: Double) -> [BarValues] {
        Array(
            repeating: BarValues(open: price, high: price, low: price, close: price, volume: 1), count: count)
    }

    private static func bar(_ open: Double, _ close: Double) -> BarValues {
        BarValues(open: open, high: max(open, close), low: min(open, close), close: close, volume: 5)
    }
}

/// Whether two results are the same bits; every NaN is the same.
func isSame(_ one: [[Double]], _ other: [[Double]]) -> Bool {
    one.elementsEqual(other) { one, other in
        one.elementsEqual(other) { $0.bitPattern == $1.bitPattern || ($0.isNaN && $1.isNaN) }
    }
}
