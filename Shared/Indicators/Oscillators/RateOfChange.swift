/// Change over `length` values, in per cent of the value then; 0 where that was 0.
///
/// `(value / value[length] - 1) * 100`: TA-Lib's ROC. First result with value `length + 1`.
public struct RateOfChange: StreamingIndicator {
    private let length: Int
    private var past: Delay
    /// What is remembered of the series.
    public var memory: IndicatorMemory
    /// `length`.
    public var warmUp: Int { length }

    /// The change over `length` values, at least one; 10 is usual.
    public init(length: Int) {
        self.length = checked(length)
        past = Delay(length: length)
        memory = IndicatorMemory(count: Delay.slots(length))
    }

    /// Takes one value.
    @inline(__always)
    public mutating func step(_ input: Double, _ slots: MemorySlots) -> Double {
        Self.change(from: past.add(input, slots), to: input)
    }

    @inline(__always)
    private static func change(from old: Double, to new: Double) -> Double {
        old == 0 ? 0 : (new / old - 1) * 100
    }

    /// The changes over a whole series.
    public func values(over bars: BarColumns) -> IndicatorTable<Double> {
        batch(bars) { series, base in
            for row in 0..<min(length, series.count) { base[row] = .nan }
            for row in stride(from: length, to: series.count, by: 1) {
                base[row] = Self.change(from: series[row &- length], to: series[row])
            }
        }
    }
}
