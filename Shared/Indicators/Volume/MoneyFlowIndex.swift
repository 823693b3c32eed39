/// Relative strength of the volume: money that came with a rising typical price, in per cent of all that moved it.
///
/// A bar's money is `tp * volume`, `tp = (high + low + close) / 3`; it is positive or negative as `tp` rose or fell,
/// and neither where it stayed within 1e-12 of itself. `100 * positive / (positive + negative)` over `length` bars,
/// 0 where no money flowed. Source: Gene Quong and Avrum Soudack, "Technical Analysis of Stocks & Commodities",
/// March 1989; TA-Lib's MFI. First result with bar `length + 1`.
public struct MoneyFlowIndex: StreamingIndicator {
    private let length: Int
    private var positive: WindowSum
    private var negative: WindowSum
    private var previous = 0.0
    private var hasPrevious = false
    /// What is remembered of the series.
    public var memory: IndicatorMemory
    /// `length`.
    public var warmUp: Int { length }

    /// The index over `length` changes, at least one; 14 is usual.
    public init(length: Int) {
        self.length = checked(length)
        positive = WindowSum(length: length)
        negative = WindowSum(length: length, at: WindowSum.slots(length))
        memory = IndicatorMemory(count: 2 * WindowSum.slots(length))
    }

    /// Takes one bar.
    @inline(__always)
    public mutating func step(_ input: HighLowCloseVolume, _ slots: MemorySlots) -> Double {
        let typical = input.prices.typical
        let change = typical - previous
        let noise = 1e-12 * (typical > previous ? typical : previous)
        previous = typical
        guard hasPrevious else {
            hasPrevious = true
            return .nan
        }
        let money = typical * input.volume
        let gained = positive.add(change > noise ? money : 0, slots)
        let lost = negative.add(-change > noise ? money : 0, slots)
        let sum = gained + lost
        return sum == 0 ? 0 : 100 * (gained / sum)
    }

    /// The index over a whole series.
    public func values(over bars: BarColumns) -> IndicatorTable<Double> { batch(bars) }
}
