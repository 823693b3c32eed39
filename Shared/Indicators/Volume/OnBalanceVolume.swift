/// Running total of volume, added on a higher close and subtracted on a lower one.
///
/// Begins with the first bar's volume, as TA-Lib's OBV does; TradingView begins with 0. Source: Joseph Granville,
/// "New Key to Stock Market Profits", 1963. Only its changes mean anything.
public struct OnBalanceVolume: StreamingIndicator {
    private var total = 0.0
    private var previous = 0.0
    private var hasPrevious = false
    /// What is remembered of the series: nothing but the total.
    public var memory = IndicatorMemory(count: 0)
    /// None.
    public var warmUp: Int { 0 }

    /// A total that has not begun.
    public init() {}

    /// Takes one bar.
    public mutating func step(_ input: CloseVolume, _ slots: MemorySlots) -> Double {
        let close = input.close
        let volume = input.volume
        // What the sign does is left out of the chain of additions.
        let signed = close > previous ? volume : (close < previous ? -volume : 0)
        previous = close
        guard hasPrevious else {
            hasPrevious = true
            total = volume
            return total
        }
        total += signed
        return total
    }

    /// The total over a whole series.
    public func values(over bars: BarColumns) -> IndicatorTable<Double> { batch(bars) }
}
