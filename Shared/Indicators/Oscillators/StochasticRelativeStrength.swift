/// Where the relative strength index stands within its own range, on a scale of 0 to 100.
///
/// `k = 100 * (rsi - lowest) / (highest - lowest)` over the last `fast` values of the index, `d` the mean of the last
/// `smooth` of `k`. Source: Tushar Chande and Stanley Kroll, "The New Technical Trader", 1994; TA-Lib's STOCHRSI.
/// A range within 1e-9 counts as none and gives 0: the index is constant while the price is flat, up to rounding.
/// Both lines begin together.
public struct StochasticRelativeStrength: StreamingIndicator {
    private let lengths: [Int]
    private var strength: RelativeStrength
    private var range: WindowExtremes
    private var mean: WindowSum
    private let smooth: Double
    /// What is remembered of the series.
    public var memory: IndicatorMemory
    /// The three lengths less 2.
    public var warmUp: Int { lengths.reduce(-2, +) }

    /// The index over `length` changes, its range over `fast` values, the mean over `smooth`.
    public init(length: Int, fast: Int, smooth: Int) {
        lengths = [checked(length), checked(fast), checked(smooth)]
        strength = RelativeStrength(length: length)
        range = WindowExtremes(length: fast)
        mean = WindowSum(length: smooth, at: WindowExtremes.slots(fast))
        self.smooth = Double(smooth)
        memory = IndicatorMemory(count: WindowExtremes.slots(fast) + WindowSum.slots(smooth))
    }

    /// Takes one value, usually a close.
    @inline(__always)
    public mutating func step(_ input: Double, _ slots: MemorySlots) -> StochasticLines {
        let index = strength.add(input, .taLib)
        guard !index.isNaN else { return .unknown }
        let extremes = range.add(high: index, low: index, slots)
        guard !extremes.high.isNaN else { return .unknown }
        let span = extremes.high - extremes.low
        let k = span <= 1e-9 ? 0 : 100 * (index - extremes.low) / span
        let d = mean.add(k, slots) / smooth
        return d.isNaN ? .unknown : StochasticLines(k: k, d: d)
    }

    /// Both lines over a whole series.
    public func values(over bars: BarColumns) -> IndicatorTable<StochasticLines> { batch(bars) }
}

/// A stochastic's two lines, 0 to 100.
public struct StochasticLines: IndicatorOutput, Codable {
    /// Where the value stands within its range.
    public let k: Double
    /// The mean of the last of ``k``.
    public let d: Double

    /// Neither.
    public static var unknown: Self { Self(k: .nan, d: .nan) }
    /// Two.
    public static var width: Int { 2 }
    /// Whether both are known.
    public var isKnown: Bool { !d.isNaN }
    /// Writes k and d.
    public func store(_ slot: UnsafeMutablePointer<Double>, stride: Int) {
        slot[0] = k
        slot[stride] = d
    }
}
