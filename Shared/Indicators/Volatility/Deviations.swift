/// How many standard deviations the newest value is from the mean of the last `length`.
///
/// `(value - mean) / sd` with the population's deviation (divided by `length`); 0 where it is 0. Source: textbook.
/// First result with value `length`.
public struct ZScore: StreamingIndicator {
    private let length: Int
    private var window: WindowMoments
    /// What is remembered of the series.
    public var memory: IndicatorMemory
    /// `length - 1`.
    public var warmUp: Int { length - 1 }

    /// The score over `length` values, at least two; 20 is usual.
    public init(length: Int) {
        self.length = checked(length, from: 2)
        window = WindowMoments(length: length)
        memory = IndicatorMemory(count: WindowMoments.slots(length))
    }

    /// Takes one value.
    @inline(__always)
    public mutating func step(_ input: Double, _ slots: MemorySlots) -> Double {
        let moments = window.add(input, slots)
        let deviation = (moments.squares * (1 / Double(length))).squareRoot()
        return deviation == 0 ? 0 : (input - moments.mean) / deviation
    }

    /// The scores over a whole series.
    public func values(over bars: BarColumns) -> IndicatorTable<Double> { batch(bars) }
}

/// Standard deviation of the last `length` values, in their unit.
///
/// The population's (divided by `length`): TA-Lib's STDDEV. First result with value `length`.
public struct StandardDeviation: StreamingIndicator {
    private let length: Int
    private var window: WindowMoments
    /// What is remembered of the series.
    public var memory: IndicatorMemory
    /// `length - 1`.
    public var warmUp: Int { length - 1 }

    /// The deviation over `length` values, at least one.
    public init(length: Int) {
        self.length = checked(length)
        window = WindowMoments(length: length)
        memory = IndicatorMemory(count: WindowMoments.slots(length))
    }

    /// Takes one value.
    @inline(__always)
    public mutating func step(_ input: Double, _ slots: MemorySlots) -> Double {
        (window.add(input, slots).squares * (1 / Double(length))).squareRoot()
    }

    /// The deviations over a whole series.
    public func values(over bars: BarColumns) -> IndicatorTable<Double> {
        batch(bars) { series, base in
            WindowMoments.overSeries(series, length: length) {
                base[$0] = ($2 * (1 / Double(length))).squareRoot()
            }
        }
    }
}

/// Standard deviation of the logarithmic returns, as an annual rate: 0.8 is 80 % a year.
///
/// `sqrt(periods * sum((r - mean(r))^2) / (length - 1))`, `r = ln(close / previous close)`, the sample's deviation
/// over `length` returns; `periods` is the number of bars in a year. Source: John Hull, "Options, Futures, and Other
/// Derivatives", chapter on volatility. A close that is not positive has no result. First result with value
/// `length + 1`.
public struct RealizedVolatility: StreamingIndicator {
    private let length: Int
    private let periods: Double
    private var window: WindowMoments
    private var previous = 0.0
    /// What is remembered of the series.
    public var memory: IndicatorMemory
    /// `length`.
    public var warmUp: Int { length }

    /// The volatility over `length` returns, at least two, with `periods` bars a year.
    public init(length: Int, periods: Double) {
        precondition(periods > 0 && periods.isFinite, "a year has bars")
        self.length = checked(length, from: 2)
        self.periods = periods
        window = WindowMoments(length: length)
        memory = IndicatorMemory(count: WindowMoments.slots(length))
    }

    /// Takes one value.
    @inline(__always)
    public mutating func step(_ input: Double, _ slots: MemorySlots) -> Double {
        guard input > 0 else { return .nan }
        let before = previous
        previous = input
        guard before > 0 else { return .nan }
        let squares = window.add(naturalLogarithm(input / before), slots).squares
        return (periods * squares / Double(length - 1)).squareRoot()
    }

    /// The volatilities over a whole series.
    public func values(over bars: BarColumns) -> IndicatorTable<Double> { batch(bars) }
}
