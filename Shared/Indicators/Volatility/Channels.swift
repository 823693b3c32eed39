/// Highest high and lowest low of the last `length` bars, and the middle between them.
///
/// Source: Richard Donchian; TA-Lib's MAX and MIN. The current bar counts. First result with bar `length`.
public struct DonchianChannel: StreamingIndicator {
    private let length: Int
    private var range: WindowExtremes
    /// What is remembered of the series.
    public var memory: IndicatorMemory
    /// `length - 1`.
    public var warmUp: Int { length - 1 }

    /// The channel over `length` bars, at least one; 20 is usual.
    public init(length: Int) {
        self.length = checked(length)
        range = WindowExtremes(length: length)
        memory = IndicatorMemory(count: WindowExtremes.slots(length))
    }

    /// Takes one bar.
    @inline(__always)
    public mutating func step(_ input: HighLow, _ slots: MemorySlots) -> Bands {
        let extremes = range.add(high: input.high, low: input.low, slots)
        return Bands(
            upper: extremes.high, middle: (extremes.high + extremes.low) / 2, lower: extremes.low)
    }

    /// The channel over a whole series.
    public func values(over bars: BarColumns) -> IndicatorTable<Bands> {
        batch(bars, { $0.high && $0.low }) { bars, base in
            WindowExtremes.overSeries(bars.high, bars.low, length: length) {
                Bands(upper: $1, middle: ($1 + $2) / 2, lower: $2).store(base + $0, stride: bars.count)
            }
        }
    }
}

/// An exponential mean of the close, and a number of average true ranges above and below.
///
/// The range is Wilder's, from the first bar on (TradingView's convention). Source: Chester Keltner, "How to Make
/// Money in Commodities", 1960, in Linda Raschke's form. First result once mean and range are known.
public struct KeltnerChannel: StreamingIndicator {
    private let lengths: [Int]
    private let multiplier: Double
    private var mean: ExponentialMean
    private var range: AverageTrueRangeCore
    /// What is remembered of the series: nothing but the means.
    public var memory = IndicatorMemory(count: 0)
    /// The longer of both lengths, less one.
    public var warmUp: Int { max(lengths[0], lengths[1]) - 1 }

    /// The mean over `length` bars, the range over `rangeLength`, times `multiplier`; 20, 10 and 2 are usual.
    public init(length: Int, rangeLength: Int, multiplier: Double) {
        lengths = [checked(length), checked(rangeLength)]
        self.multiplier = multiplier
        mean = ExponentialMean(length: length)
        range = AverageTrueRangeCore(length: rangeLength)
    }

    /// Takes one bar.
    @inline(__always)
    public mutating func step(_ input: HighLowClose, _ slots: MemorySlots) -> Bands {
        let middle = mean.add(input.close)
        let distance = multiplier * range.add(input, .tradingView)
        guard !(middle + distance).isNaN else { return .unknown }
        return Bands(upper: middle + distance, middle: middle, lower: middle - distance)
    }

    /// The channel over a whole series.
    public func values(over bars: BarColumns) -> IndicatorTable<Bands> { batch(bars) }
}
