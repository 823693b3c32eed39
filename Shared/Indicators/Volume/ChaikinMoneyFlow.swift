/// Volume that closed near its bar's high less what closed near its low, in relation to all, -1 to 1.
///
/// `sum(m * volume) / sum(volume)` over `length` bars, `m = ((close - low) - (high - close)) / (high - low)`, 0 for a
/// bar without range; 0 where no volume was traded. Source: Marc Chaikin. First result with bar `length`.
public struct ChaikinMoneyFlow: StreamingIndicator {
    private let length: Int
    private var flow: WindowSum
    private var total: WindowSum
    /// What is remembered of the series.
    public var memory: IndicatorMemory
    /// `length - 1`.
    public var warmUp: Int { length - 1 }

    /// The flow over `length` bars, at least one; 20 is usual.
    public init(length: Int) {
        self.length = checked(length)
        flow = WindowSum(length: length)
        total = WindowSum(length: length, at: WindowSum.slots(length))
        memory = IndicatorMemory(count: 2 * WindowSum.slots(length))
    }

    /// Takes one bar.
    @inline(__always)
    public mutating func step(_ input: HighLowCloseVolume, _ slots: MemorySlots) -> Double {
        let bar = input.prices
        let range = bar.high - bar.low
        let place = range == 0 ? 0 : ((bar.close - bar.low) - (bar.high - bar.close)) / range
        let flow = flow.add(place * input.volume, slots)
        let total = total.add(input.volume, slots)
        return total == 0 ? 0 : flow / total
    }

    /// The flow over a whole series.
    public func values(over bars: BarColumns) -> IndicatorTable<Double> { batch(bars) }
}
