/// Whether the market goes anywhere: 100 where it moves to and fro within its range, near 0 where it goes straight.
///
/// `100 * ln(sum of true ranges / (highest high - lowest low)) / ln(length)` over `length` bars, 100 where nothing
/// moved at all. Source: E. W. Dreiss, "Choppiness Index", 1993. Above 61.8 counts as sideways, below 38.2 as a
/// trend. First result with bar `length + 1`.
public struct ChoppinessIndex: StreamingIndicator {
    private let length: Int
    private let scale: Double
    private var ranges = TrueRangeCore()
    private var way: WindowSum
    private var extremes: WindowExtremes
    /// What is remembered of the series.
    public var memory: IndicatorMemory
    /// `length`.
    public var warmUp: Int { length }

    /// The index over `length` bars, at least two; 14 is usual.
    public init(length: Int) {
        self.length = checked(length, from: 2)
        scale = 100 / naturalLogarithm(Double(length))
        way = WindowSum(length: length)
        extremes = WindowExtremes(length: length, at: WindowSum.slots(length))
        memory = IndicatorMemory(count: WindowSum.slots(length) + WindowExtremes.slots(length))
    }

    /// Takes one bar.
    @inline(__always)
    public mutating func step(_ input: HighLowClose, _ slots: MemorySlots) -> Double {
        let range = ranges.add(input, .taLib)
        let extremes = extremes.add(high: input.high, low: input.low, slots)
        guard !range.isNaN else { return .nan }
        let sum = way.add(range, slots)
        guard !sum.isNaN else { return .nan }
        let span = extremes.high - extremes.low
        return span > 0 ? scale * naturalLogarithm(sum / span) : 100
    }

    /// The index over a whole series.
    public func values(over bars: BarColumns) -> IndicatorTable<Double> { batch(bars) }
}

/// Hurst exponent: 0.5 for a random walk, above it where moves go on, below it where they turn back.
///
/// `ln(sd(x - x[lag]) / sd(x - x[1])) / ln(lag)` with `x = ln(close)` over the last `length` differences: how the
/// spread of a difference grows with its span. Source: the generalised exponent of second order, T. Di Matteo,
/// "Multi-scaling in finance", Quantitative Finance, 2007. 0.5 where either spread is 0. A close that is not positive
/// has no result. First result with value `length + lag`.
public struct HurstExponent: StreamingIndicator {
    private let length: Int
    private let lag: Int
    private let scale: Double
    private var past: Delay
    private var short: WindowMoments
    private var long: WindowMoments
    private var previous = 0.0
    private var hasPrevious = false
    /// What is remembered of the series.
    public var memory: IndicatorMemory
    /// `length + lag - 1`.
    public var warmUp: Int { length + lag - 1 }

    /// The exponent over `length` differences, at least two, of `lag` values, at least two; 100 and 8 are usual.
    public init(length: Int, lag: Int) {
        self.length = checked(length, from: 2)
        self.lag = checked(lag, from: 2)
        scale = 0.5 / naturalLogarithm(Double(lag))
        past = Delay(length: lag)
        short = WindowMoments(length: length, at: Delay.slots(lag))
        long = WindowMoments(length: length, at: Delay.slots(lag) + WindowMoments.slots(length))
        memory = IndicatorMemory(count: Delay.slots(lag) + 2 * WindowMoments.slots(length))
    }

    /// Takes one value.
    @inline(__always)
    public mutating func step(_ input: Double, _ slots: MemorySlots) -> Double {
        guard input > 0 else { return .nan }
        let value = naturalLogarithm(input)
        let old = past.add(value, slots)
        let before = previous
        previous = value
        guard hasPrevious else {
            hasPrevious = true
            return .nan
        }
        let narrow = short.add(value - before, slots).squares
        guard !old.isNaN else { return .nan }
        let wide = long.add(value - old, slots).squares
        guard !wide.isNaN else { return .nan }
        return wide > 0 && narrow > 0 ? scale * naturalLogarithm(wide / narrow) : 0.5
    }

    /// The exponents over a whole series.
    public func values(over bars: BarColumns) -> IndicatorTable<Double> { batch(bars) }
}
