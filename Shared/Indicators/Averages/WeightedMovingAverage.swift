/// Mean of the last `length` values with linear weights: the newest weighs `length`, the oldest 1.
///
/// First result with value `length`. Constant work per value: see `WindowWeights`.
public struct WeightedMovingAverage: StreamingIndicator {
    private let length: Int
    private var window: WindowWeights
    /// What is remembered of the series.
    public var memory: IndicatorMemory
    /// `length - 1`.
    public var warmUp: Int { length - 1 }

    /// The mean over `length` values, 1 to ``Parameter/longest``.
    public init(length: Int) {
        self.length = checked(length)
        window = WindowWeights(length: length)
        memory = IndicatorMemory(count: WindowWeights.slots(length))
    }

    /// Takes one value.
    @inline(__always)
    public mutating func step(_ input: Double, _ slots: MemorySlots) -> Double {
        mean(window.add(input, slots))
    }

    /// The means over a whole series.
    public func values(over bars: BarColumns) -> IndicatorTable<Double> {
        batch(bars) { series, base in
            WindowWeights.overSeries(series, length: length) { base[$0] = mean($1) }
        }
    }

    @inline(__always)
    private func mean(_ sums: WindowWeights.Result) -> Double {
        sums.origin + sums.weighted / Double(length &* (length &+ 1) / 2)
    }
}
