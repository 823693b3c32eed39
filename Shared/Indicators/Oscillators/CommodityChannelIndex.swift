/// How far the typical price is from its mean, in mean deviations divided by 0.015.
///
/// `(tp - sma(tp)) / (0.015 * mean(|tp - sma(tp)|))` over `length` bars, `tp = (high + low + close) / 3`. Source:
/// Donald Lambert, "Commodities", October 1980; TA-Lib's CCI. 0 where the deviation is within 1e-12 of the mean
/// price, which is a flat market up to rounding. First result with bar `length`.
///
/// The mean deviation is the one window here that costs work in proportion to its length: every value's distance
/// changes with the mean.
public struct CommodityChannelIndex: StreamingIndicator {
    private let length: Int
    private var window: WindowSum
    private var recent: RecentValues
    /// What is remembered of the series.
    public var memory: IndicatorMemory
    /// `length - 1`.
    public var warmUp: Int { length - 1 }

    /// The index over `length` bars, at least one; 14 and 20 are usual.
    public init(length: Int) {
        self.length = checked(length)
        window = WindowSum(length: length)
        recent = RecentValues(length: length, at: WindowSum.slots(length))
        memory = IndicatorMemory(count: WindowSum.slots(length) + RecentValues.slots(length))
    }

    /// Takes one bar.
    @inline(__always)
    public mutating func step(_ input: HighLowClose, _ slots: MemorySlots) -> Double {
        let typical = input.typical
        let mean = window.add(typical, slots) / Double(length)
        let values = recent.add(typical, slots)
        guard !mean.isNaN else { return .nan }
        let deviation = sumOfDistances(values, length, from: mean) / Double(length)
        return deviation <= 1e-12 * abs(mean) ? 0 : (typical - mean) / (0.015 * deviation)
    }

    /// The index over a whole series.
    public func values(over bars: BarColumns) -> IndicatorTable<Double> { batch(bars) }
}

/// Sum of absolute distances, four at a time in a fixed order.
@inline(__always)
private func sumOfDistances(_ values: UnsafePointer<Double>, _ count: Int, from mean: Double) -> Double {
    var pairs = SIMD2<Double>.zero
    var others = SIMD2<Double>.zero
    let means = SIMD2(repeating: mean)
    var index = 0
    while index + 4 <= count {
        let first = SIMD2(values[index], values[index + 1]) - means
        let second = SIMD2(values[index + 2], values[index + 3]) - means
        pairs += first.replacing(with: -first, where: first .< 0)
        others += second.replacing(with: -second, where: second .< 0)
        index += 4
    }
    var sum = (pairs + others).sum()
    while index < count {
        sum += abs(values[index] - mean)
        index += 1
    }
    return sum
}
