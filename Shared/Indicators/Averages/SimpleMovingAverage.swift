/// Mean of the last `length` values.
///
/// First result with value `length`. The sum does not drift: see `WindowSum`.
public struct SimpleMovingAverage: StreamingIndicator {
    private let length: Int
    private var window: WindowSum
    /// What is remembered of the series.
    public var memory: IndicatorMemory
    /// `length - 1`.
    public var warmUp: Int { length - 1 }

    /// The mean over `length` values, 1 to ``Parameter/longest``.
    public init(length: Int) {
        self.length = checked(length)
        window = WindowSum(length: length)
        memory = IndicatorMemory(count: WindowSum.slots(length))
    }

    /// Takes one value.
    @inline(__always)
    public mutating func step(_ input: Double, _ slots: MemorySlots) -> Double {
        window.add(input, slots) / Double(length)
    }

    /// The means over a whole series.
    public func values(over bars: BarColumns) -> IndicatorTable<Double> {
        batch(bars) { series, base in
            WindowSum.overSeries(series, length: length) { base[$0] = $1 / Double(length) }
        }
    }
}
