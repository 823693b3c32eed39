/// Twice an exponential mean less the mean of that mean: follows sooner than either.
///
/// `2 * e1 - e2` with `e1 = ema(value)`, `e2 = ema(e1)`. Source: Patrick Mulloy, "Technical Analysis of Stocks &
/// Commodities", January 1994; TA-Lib's DEMA. First result with value `2 * length - 1`.
public struct DoubleExponentialMovingAverage: StreamingIndicator {
    private let length: Int
    private var first: ExponentialMean
    private var second: ExponentialMean
    /// What is remembered of the series: nothing but the means.
    public var memory = IndicatorMemory(count: 0)
    /// `2 * (length - 1)`.
    public var warmUp: Int { 2 * (length - 1) }

    /// Means over `length` values, at least one.
    public init(length: Int) {
        self.length = checked(length)
        first = ExponentialMean(length: length)
        second = ExponentialMean(length: length)
    }

    /// Takes one value.
    @inline(__always)
    public mutating func step(_ input: Double, _ slots: MemorySlots) -> Double {
        let one = first.add(input)
        guard !one.isNaN else { return .nan }
        return 2 * one - second.add(one)
    }

    /// The means over a whole series.
    public func values(over bars: BarColumns) -> IndicatorTable<Double> { batch(bars) }
}

/// Three exponential means upon each other, combined so that their lags cancel.
///
/// `3 * e1 - 3 * e2 + e3`. Source: Patrick Mulloy, "Technical Analysis of Stocks & Commodities", January 1994;
/// TA-Lib's TEMA. First result with value `3 * length - 2`.
public struct TripleExponentialMovingAverage: StreamingIndicator {
    private let length: Int
    private var means: ThreeMeans
    /// What is remembered of the series: nothing but the means.
    public var memory = IndicatorMemory(count: 0)
    /// `3 * (length - 1)`.
    public var warmUp: Int { 3 * (length - 1) }

    /// Means over `length` values, at least one.
    public init(length: Int) {
        self.length = checked(length)
        means = ThreeMeans(length: length)
    }

    /// Takes one value.
    @inline(__always)
    public mutating func step(_ input: Double, _ slots: MemorySlots) -> Double {
        Self.combined(means.add(input))
    }

    @inline(__always)
    private static func combined(_ means: ThreeMeans.Values) -> Double {
        3 * means.0 - 3 * means.1 + means.2
    }

    /// The means over a whole series.
    public func values(over bars: BarColumns) -> IndicatorTable<Double> {
        batch(bars) { series, base in
            var means = means
            means.overSeries(series) { base[$0] = Self.combined($1) }
        }
    }
}

/// Change of a threefold exponential mean from one value to the next, in per cent.
///
/// Source: Jack Hutson, "Technical Analysis of Stocks & Commodities", 1983; TA-Lib's TRIX. 0 where the mean before
/// was 0. First result with value `3 * length - 1`.
public struct TripleExponentialChange: StreamingIndicator {
    private let length: Int
    private var means: ThreeMeans
    private var previous = 0.0
    private var hasPrevious = false
    /// What is remembered of the series: nothing but the means.
    public var memory = IndicatorMemory(count: 0)
    /// `3 * (length - 1) + 1`.
    public var warmUp: Int { 3 * (length - 1) + 1 }

    /// Means over `length` values, at least one.
    public init(length: Int) {
        self.length = checked(length)
        means = ThreeMeans(length: length)
    }

    /// Takes one value.
    @inline(__always)
    public mutating func step(_ input: Double, _ slots: MemorySlots) -> Double {
        let mean = means.add(input).2
        guard !mean.isNaN else { return .nan }
        let before = previous
        previous = mean
        guard hasPrevious else {
            hasPrevious = true
            return .nan
        }
        return Self.change(from: before, to: mean)
    }

    @inline(__always)
    private static func change(from before: Double, to mean: Double) -> Double {
        before == 0 ? 0 : (mean / before - 1) * 100
    }

    /// The changes over a whole series.
    public func values(over bars: BarColumns) -> IndicatorTable<Double> {
        batch(bars) { series, base in
            guard !series.isEmpty else { return }
            var means = means
            means.overSeries(series) { base[$0] = $1.2 }
            // From the end, so that every mean is still there when its successor needs it.
            for row in stride(from: series.count &- 1, to: 0, by: -1) {
                base[row] = Self.change(from: base[row &- 1], to: base[row])
            }
            base[0] = .nan
        }
    }
}

/// An exponential mean, its mean, and that one's.
private struct ThreeMeans: Sendable, Equatable, Codable {
    typealias Values = (Double, Double, Double)

    private let length: Int
    private var first: ExponentialMean
    private var second: ExponentialMean
    private var third: ExponentialMean

    init(length: Int) {
        self.length = length
        first = ExponentialMean(length: length)
        second = first
        third = first
    }

    @inline(__always)
    mutating func add(_ value: Double) -> Values {
        let one = first.add(value)
        guard !one.isNaN else { return (.nan, .nan, .nan) }
        let two = second.add(one)
        guard !two.isNaN else { return (one, .nan, .nan) }
        return (one, two, third.add(two))
    }

    /// Takes a whole series: as ``add(_:)``, which after the warm-up need not ask whether there is a mean.
    @inline(__always)
    mutating func overSeries(_ series: UnsafeBufferPointer<Double>, _ body: (Int, Values) -> Void) {
        let start = min(series.count, 3 * length)
        for row in 0..<start { body(row, add(series[row])) }
        var (one, two, three) = (first, second, third)
        for row in start..<series.count {
            let mean = one.follow(series[row])
            let second = two.follow(mean)
            body(row, (mean, second, three.follow(second)))
        }
    }
}
