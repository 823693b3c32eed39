/// A line below the price in an up-trend and above it in a down-trend, which never retreats while the trend lasts.
///
/// Bands of `factor` average true ranges (TradingView's convention) around `(high + low) / 2`. The lower band rises
/// only, until a close falls below it; the upper one falls only. The trend turns when a close crosses the band it
/// is held by. Source: TradingView's `ta.supertrend`, after Olivier Seban. First result with bar `length`, as a
/// down-trend.
public struct Supertrend: StreamingIndicator {
    private let length: Int
    private let factor: Double
    private var range: AverageTrueRangeCore
    private var upper = 0.0
    private var lower = 0.0
    private var previousClose = 0.0
    private var isUp = false
    private var hasBands = false
    /// What is remembered of the series: nothing but the bands.
    public var memory = IndicatorMemory(count: 0)
    /// `length - 1`.
    public var warmUp: Int { length - 1 }

    /// The range over `length` bars, at least one, times `factor`; 10 and 3 are usual.
    public init(length: Int, factor: Double) {
        self.length = checked(length)
        self.factor = factor
        range = AverageTrueRangeCore(length: length)
    }

    /// Takes one bar.
    @inline(__always)
    public mutating func step(_ input: HighLowClose, _ slots: MemorySlots) -> TrendLine {
        let range = range.add(input, .tradingView)
        let close = previousClose
        previousClose = input.close
        guard !range.isNaN else { return .unknown }
        let middle = (input.high + input.low) / 2
        var up = middle + factor * range
        var low = middle - factor * range
        if hasBands {
            // The line before was the upper band in a down-trend, and where both bands were one.
            let wasUpper = !isUp || lower == upper
            if !(low > lower || close < lower) { low = lower }
            if !(up < upper || close > upper) { up = upper }
            isUp = wasUpper ? input.close > up : !(input.close < low)
        } else {
            if low < 0 { low = 0 }
            hasBands = true
        }
        upper = up
        lower = low
        return TrendLine(line: isUp ? low : up, direction: isUp ? -1 : 1)
    }

    /// The line over a whole series.
    public func values(over bars: BarColumns) -> IndicatorTable<TrendLine> { batch(bars) }
}

/// A trend's line and its direction.
public struct TrendLine: IndicatorOutput, Codable {
    /// In the price's unit.
    public let line: Double
    /// -1 in an up-trend and 1 in a down-trend, as on TradingView.
    public let direction: Double

    /// Neither.
    public static var unknown: Self { Self(line: .nan, direction: .nan) }
    /// Two.
    public static var width: Int { 2 }
    /// Whether both are known.
    public var isKnown: Bool { !line.isNaN }
    /// Writes line and direction.
    public func store(_ slot: UnsafeMutablePointer<Double>, stride: Int) {
        slot[0] = line
        slot[stride] = direction
    }
}
