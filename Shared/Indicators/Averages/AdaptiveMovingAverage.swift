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
        mean = next(mean, input, ratio)
        return mean
    }

    @inline(__always)
    private func next(_ mean: Double, _ value: Double, _ ratio: Double) -> Double {
        let root = ratio * (fastest - slowest) + slowest
        let weight = root * root
        // As much as mean + (value - mean) * weight, but the mean waits for one product and one sum only.
        return value * weight + mean * (1 - weight)
    }

    /// The means over a whole series.
    public func values(over bars: BarColumns) -> IndicatorTable<Double> {
        batch(bars) { series, base in
            var mean = 0.0
            EfficiencyCore.overSeries(series, length: length) { row, ratio in
                guard row >= length else { return base[row] = .nan }
                if row == length { mean = series[row &- 1] }
                mean = next(mean, series[row], ratio)
                base[row] = mean
            }
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
            EfficiencyCore.overSeries(series, length: length) { base[$0] = $1 }
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

    /// The ratios over a whole series: the arithmetic of ``add(_:_:)`` in the same order.
    @inline(__always)
    static func overSeries(
        _ series: UnsafeBufferPointer<Double>, length: Int, _ body: (Int, Double) -> Void
    ) {
        guard !series.isEmpty else { return }
        withUnsafeTemporaryAllocation(of: Double.self, capacity: series.count) { changes in
            body(0, .nan)
            for row in 1..<max(series.count, 1) { changes[row &- 1] = abs(series[row] - series[row &- 1]) }
            let changes = UnsafeBufferPointer(rebasing: changes.prefix(series.count &- 1))
            WindowSum.overSeries(changes, length: length) { index, sum in
                let row = index &+ 1
                let distance = row < length ? .nan : abs(series[row] - series[row &- length])
                body(row, row < length ? .nan : ratio(distance, sum))
            }
        }
    }
}
