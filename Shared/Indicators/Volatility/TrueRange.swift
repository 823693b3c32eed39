/// The range of a bar with the gap before it: the largest of `high - low`, `|high - previous close|` and
/// `|low - previous close|`.
///
/// Source: Welles Wilder, "New Concepts in Technical Trading Systems", 1978. The first bar has no previous close:
/// TA-Lib gives it no value, TradingView's average takes `high - low`.
public struct TrueRange: StreamingIndicator {
    private let convention: IndicatorConvention
    private var core = TrueRangeCore()
    /// What is remembered of the series: nothing but the last close.
    public var memory = IndicatorMemory(count: 0)
    /// 1 by TA-Lib's convention, 0 by TradingView's.
    public var warmUp: Int { convention == .taLib ? 1 : 0 }

    /// The range, with or without a value for the first bar.
    public init(convention: IndicatorConvention = .taLib) { self.convention = convention }

    /// Takes one bar.
    public mutating func step(_ input: HighLowClose, _ slots: MemorySlots) -> Double {
        core.add(input, convention)
    }

    /// The ranges of a whole series.
    public func values(over bars: BarColumns) -> IndicatorTable<Double> { batch(bars) }
}

/// The range as a part of others.
struct TrueRangeCore: Sendable, Equatable, Codable {
    private var previousClose = 0.0
    private var hasPrevious = false

    @inline(__always)
    mutating func add(_ bar: HighLowClose, _ convention: IndicatorConvention) -> Double {
        let range = bar.high - bar.low
        guard hasPrevious else {
            hasPrevious = true
            previousClose = bar.close
            return convention == .taLib ? .nan : range
        }
        let above = abs(bar.high - previousClose)
        let below = abs(bar.low - previousClose)
        previousClose = bar.close
        let gap = above > below ? above : below
        return range > gap ? range : gap
    }
}
