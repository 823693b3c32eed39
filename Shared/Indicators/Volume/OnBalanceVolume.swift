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
    @inline(__always)
    public mutating func step(_ input: CloseVolume, _ slots: MemorySlots) -> Double {
        let close = input.close
        let volume = input.volume
        // Two choices without a jump: a processor would guess their sign wrong half of the time.
        let added = close > previous ? volume : 0
        let taken = close < previous ? volume : 0
        previous = close
        guard hasPrevious else {
            hasPrevious = true
            total = volume
            return total
        }
        total += added - taken
        return total
    }

    /// The total over a whole series.
    public func values(over bars: BarColumns) -> IndicatorTable<Double> { batch(bars) }
}
