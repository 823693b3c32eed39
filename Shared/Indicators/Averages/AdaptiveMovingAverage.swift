/// Kaufman's average: fast where the price goes straight, slow where it goes to and fro.
///
/// `kama += (er * (f - s) + s)^2 * (value - kama)` with the efficiency ratio `er` over `length` changes,
/// `f = 2 / (fast + 1)` and `s = 2 / (slow + 1)`; it begins with the value before the first result. Source: Perry
/// Kaufman, "Smarter Trading", 1995; TA-Lib's KAMA, with fast 2 and slow 30. First result with value `length + 1`.
public struct AdaptiveMovingAverage: StreamingIndicator {
    private let length: Int
    private let fastest: Double
    private let slowest: Double
    private var efficiency: EfficiencyCore
    private var mean = 0.0
    private var previous = 0.0
    private var hasMean = false
    /// What is remembered of the series.
    public var memory: IndicatorMemory
    /// `length`.
    public var warmUp: Int { length }

    /// The ratio over `length` changes, means between `fast` and `slow` values; 10, 2 and 30 are Kaufman's.
    public init(length: Int, fast: Int = 2, slow: Int = 30) {
        self.length = checked(length)
        fastest = 2 / Double(checked(fast) + 1)
        slowest = 2 / Double(checked(slow) + 1)
        efficiency = EfficiencyCore(length: length, at: 0)
        memory = IndicatorMemory(count: EfficiencyCore.slots(length))
    }

    /// Takes one value.
    @inline(__always)
    public mutating func step(_ input: Double, _ slots: MemorySlots) -> Double {
        let ratio = efficiency.add(input, slots)
        let before = previous
        previous = input
        guard !ratio.isNaN else { return .nan }
        if !hasMean {
            mean = before
            hasMean = true
        }
        let weight = weight(ratio)
        // As much as mean + (input - mean) * weight, but the mean waits for one product and one sum only.
        mean = input * weight + mean * (1 - weight)
        return mean
    }

    @inline(__always)
    private func weight(_ ratio: Double) -> Double {
        let root = ratio * (fastest - slowest) + slowest
        return root * root
    }

    /// The means over a whole series.
    public func values(over bars: BarColumns) -> IndicatorTable<Double> {
        batch(bars) { series, base in
            EfficiencyCore.waysOverSeries(series, length: length) { base[$0] = $1 }
            guard series.count > length else { return }
            // What is kept of a mean is ready before the next value asks for it, and so is that one's weight.
            var weighing = weight(EfficiencyCore.ratio(at: length, of: series, length: length, base[length]))
            var kept = series[length &- 1] * (1 - weighing)
            for row in length..<series.count &- 1 {
                let mean = series[row] * weighing + kept
                base[row] = mean
                weighing = weight(
                    EfficiencyCore.ratio(at: row &+ 1, of: series, length: length, base[row &+ 1]))
                kept = mean * (1 - weighing)
            }
            base[series.count &- 1] = series[series.count &- 1] * weighing + kept
        }
    }
}

/// How straight the price went: its change over `length` bars in relation to the way it took, 0 to 1.
///
/// `|value - value[length]| / sum(|changes|)`; 1 for a price that did not move, as TA-Lib's KAMA takes it. Source:
/// Perry Kaufman, "Smarter Trading", 1995. Near 1 the market trends, near 0 it goes to and fro.
public struct EfficiencyRatio: StreamingIndicator {
    private let length: Int
    private var core: EfficiencyCore
    /// What is remembered of the series.
    public var memory: IndicatorMemory
    /// `length`.
    public var warmUp: Int { length }

    /// The ratio over `length` changes, at least one.
    public init(length: Int) {
        self.length = checked(length)
        core = EfficiencyCore(length: length, at: 0)
        memory = IndicatorMemory(count: EfficiencyCore.slots(length))
    }

    /// Takes one value.
    @inline(__always)
    public mutating func step(_ input: Double, _ slots: MemorySlots) -> Double { core.add(input, slots) }

    /// The ratios over a whole series.
    public func values(over bars: BarColumns) -> IndicatorTable<Double> {
        batch(bars) { series, base in
            EfficiencyCore.waysOverSeries(series, length: length) { row, way in
                base[row] =
                    row < length ? .nan : EfficiencyCore.ratio(at: row, of: series, length: length, way)
            }
        }
    }
}

/// The ratio as a part of others.
struct EfficiencyCore: Sendable, Equatable, Codable {
    private var past: Delay
    private var way: WindowSum
    private var previous = 0.0
    private var hasPrevious = false

    static func slots(_ length: Int) -> Int { Delay.slots(length) + WindowSum.slots(length) }

    init(length: Int, at place: Int) {
        past = Delay(length: length, at: place)
        way = WindowSum(length: length, at: place + Delay.slots(length))
    }

    @inline(__always)
    mutating func add(_ value: Double, _ slots: MemorySlots) -> Double {
        let old = past.add(value, slots)
        let change = abs(value - previous)
        previous = value
        guard hasPrevious else {
            hasPrevious = true
            return .nan
        }
        let sum = way.add(change, slots)
        guard !sum.isNaN else { return .nan }
        return Self.ratio(abs(value - old), sum)
    }

    @inline(__always)
    private static func ratio(_ distance: Double, _ way: Double) -> Double {
        // The way is never shorter than the distance, but for rounding.
        way <= distance ? 1 : distance / way
    }

    /// The ratio at a row that has one, given the way to it.
    @inline(__always)
    static func ratio(
        at row: Int, of series: UnsafeBufferPointer<Double>, length: Int, _ way: Double
    ) -> Double {
        ratio(abs(series[row] - series[row &- length]), way)
    }

    /// The ways over a whole series: the additions of ``add(_:_:)`` in the same order.
    @inline(__always)
    static func waysOverSeries(
        _ series: UnsafeBufferPointer<Double>, length: Int, _ body: (Int, Double) -> Void
    ) {
        guard !series.isEmpty else { return }
        body(0, .nan)
        WindowSum.overSeries(series.count &- 1, length: length, { abs(series[$0 &+ 1] - series[$0]) }) {
            body($0 &+ 1, $1)
        }
    }
}
