/// Exponentially weighted mean `alpha * value + (1 - alpha) * previous`, seeded with the mean of the first
/// values.
///
/// Seeding follows TradingView's `ta.ema` and `ta.rma` and TA-Lib: the first result, at the `length`-th
/// value, is their plain mean. (Seeding with the first value alone differs for some ten lengths.)
public struct ExponentialMovingAverage: StreamingIndicator {
    private let length: Int
    private var mean: ExponentialMean
    /// What is remembered of the series: nothing but the mean.
    public var memory = IndicatorMemory(count: 0)
    /// `length - 1`.
    public var warmUp: Int { length - 1 }

    private init(length: Int, mean: ExponentialMean) {
        self.length = checked(length)
        self.mean = mean
    }

    /// The usual weight, `alpha = 2 / (length + 1)`.
    public init(length: Int) { self.init(length: length, mean: ExponentialMean(length: length)) }

    /// Wilder's weight, `alpha = 1 / length`; Pine's `rma`.
    ///
    /// Source: Welles Wilder, "New Concepts in Technical Trading Systems", 1978.
    public static func wilder(length: Int) -> Self { Self(length: length, mean: .wilder(length)) }

    /// Takes one value.
    @inline(__always)
    public mutating func step(_ input: Double, _ slots: MemorySlots) -> Double { mean.add(input) }

    /// The means over a whole series.
    public func values(over bars: BarColumns) -> IndicatorTable<Double> { batch(bars) }
}
