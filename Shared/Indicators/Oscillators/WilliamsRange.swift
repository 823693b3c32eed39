/// Williams' %R: how far the close is below the highest high, on a scale of -100 to 0.
///
/// `-100 * (highest high - close) / (highest high - lowest low)` over `length` bars; 0 where that range is zero.
/// Source: Larry Williams, "How I Made One Million Dollars", 1973; TA-Lib's WILLR. First result with bar `length`.
public struct WilliamsRange: StreamingIndicator {
    private let length: Int
    private var range: WindowExtremes
    /// What is remembered of the series.
    public var memory: IndicatorMemory
    /// `length - 1`.
    public var warmUp: Int { length - 1 }

    /// The range over `length` bars, at least one.
    public init(length: Int) {
        self.length = checked(length)
        range = WindowExtremes(length: length)
        memory = IndicatorMemory(count: WindowExtremes.slots(length))
    }

    /// Takes one bar.
    @inline(__always)
    public mutating func step(_ input: HighLowClose, _ slots: MemorySlots) -> Double {
        let extremes = range.add(high: input.high, low: input.low, slots)
        return Self.place(input.close, extremes.high, extremes.low)
    }

    @inline(__always)
    private static func place(_ close: Double, _ high: Double, _ low: Double) -> Double {
        let span = high - low
        return span == 0 ? 0 : -100 * (high - close) / span
    }

    /// The range over a whole series.
    public func values(over bars: BarColumns) -> IndicatorTable<Double> {
        batch(bars, { $0.high && $0.low && $0.close }) { bars, base in
            WindowExtremes.overSeries(bars.high, bars.low, length: length) {
                base[$0] = Self.place(bars.close[$0], $1, $2)
            }
        }
    }
}
