/// Where the close stands within the range of the last bars, smoothed, on a scale of 0 to 100.
///
/// `raw = 100 * (close - lowest low) / (highest high - lowest low)` over `length` bars, `k` the mean of the last
/// `smoothK` of it, `d` the mean of the last `smoothD` of `k`. Source: George Lane; TA-Lib's STOCH, and with
/// `smoothK` 1 its STOCHF. A range of zero gives 0. Both lines begin together.
public struct StochasticOscillator: StreamingIndicator {
    private let lengths: [Int]
    private var range: WindowExtremes
    private var first: WindowSum
    private var second: WindowSum
    private let smoothK: Double
    private let smoothD: Double
    /// What is remembered of the series.
    public var memory: IndicatorMemory
    /// The three lengths less 3.
    public var warmUp: Int { lengths.reduce(-3, +) }

    /// The range over `length` bars, the means over `smoothK` and `smoothD`, each at least one.
    public init(length: Int, smoothK: Int, smoothD: Int) {
        lengths = [checked(length), checked(smoothK), checked(smoothD)]
        let places = WindowExtremes.slots(length)
        range = WindowExtremes(length: length)
        first = WindowSum(length: smoothK, at: places)
        second = WindowSum(length: smoothD, at: places + WindowSum.slots(smoothK))
        self.smoothK = Double(smoothK)
        self.smoothD = Double(smoothD)
        memory = IndicatorMemory(count: places + WindowSum.slots(smoothK) + WindowSum.slots(smoothD))
    }

    /// Takes one bar.
    @inline(__always)
    public mutating func step(_ input: HighLowClose, _ slots: MemorySlots) -> StochasticLines {
        let extremes = range.add(high: input.high, low: input.low, slots)
        guard !extremes.high.isNaN else { return .unknown }
        let span = extremes.high - extremes.low
        let raw = span == 0 ? 0 : 100 * (input.close - extremes.low) / span
        let k = first.add(raw, slots) / smoothK
        guard !k.isNaN else { return .unknown }
        let d = second.add(k, slots) / smoothD
        return d.isNaN ? .unknown : StochasticLines(k: k, d: d)
    }

    /// Both lines over a whole series.
    public func values(over bars: BarColumns) -> IndicatorTable<StochasticLines> { batch(bars) }
}
