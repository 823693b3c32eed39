/// Wilder's mean of the true range, in quote currency.
///
/// Source: Welles Wilder, "New Concepts in Technical Trading Systems", 1978. By TA-Lib's convention the first bar's
/// range is left out, and the first result comes with bar `length + 1`; by TradingView's it counts, one bar earlier.
public struct AverageTrueRange: StreamingIndicator {
    private let length: Int
    private let convention: IndicatorConvention
    private var core: AverageTrueRangeCore
    /// What is remembered of the series: nothing but the mean.
    public var memory = IndicatorMemory(count: 0)
    /// `length` by TA-Lib's convention, `length - 1` by TradingView's.
    public var warmUp: Int { convention == .taLib ? length : length - 1 }

    /// The mean over `length` bars, at least one; 14 is Wilder's.
    public init(length: Int, convention: IndicatorConvention = .taLib) {
        self.length = checked(length)
        self.convention = convention
        core = AverageTrueRangeCore(length: length)
    }

    /// Takes one bar.
    @inline(__always)
    public mutating func step(_ input: HighLowClose, _ slots: MemorySlots) -> Double {
        core.add(input, convention)
    }

    /// The means over a whole series.
    public func values(over bars: BarColumns) -> IndicatorTable<Double> { batch(bars) }
}

/// The mean range in per cent of the close: comparable between instruments.
///
/// `100 * atr / close`, the range by TA-Lib's convention, whose NATR this is. Source: John Forman, "Technical
/// Analysis of Stocks & Commodities", May 2006.
public struct NormalizedAverageTrueRange: StreamingIndicator {
    private let length: Int
    private var core: AverageTrueRangeCore
    /// What is remembered of the series: nothing but the mean.
    public var memory = IndicatorMemory(count: 0)
    /// `length`.
    public var warmUp: Int { length }

    /// The mean over `length` bars, at least one.
    public init(length: Int) {
        self.length = checked(length)
        core = AverageTrueRangeCore(length: length)
    }

    /// Takes one bar.
    @inline(__always)
    public mutating func step(_ input: HighLowClose, _ slots: MemorySlots) -> Double {
        100 * core.add(input, .taLib) / input.close
    }

    /// The means over a whole series.
    public func values(over bars: BarColumns) -> IndicatorTable<Double> { batch(bars) }
}

/// The mean range as a part of others.
struct AverageTrueRangeCore: Sendable, Equatable, Codable {
    private var range = TrueRangeCore()
    private var mean: ExponentialMean

    init(length: Int) { mean = .wilder(length) }

    @inline(__always)
    mutating func add(_ bar: HighLowClose, _ convention: IndicatorConvention) -> Double {
        let range = range.add(bar, convention)
        return range.isNaN ? .nan : mean.add(range)
    }
}
