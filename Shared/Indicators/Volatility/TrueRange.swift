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
    @inline(__always)
    public mutating func step(_ input: HighLowClose, _ slots: MemorySlots) -> Double {
        core.add(input, convention)
    }

    /// The ranges of a whole series.
    public func values(over bars: BarColumns) -> IndicatorTable<Double> {
        bars.withPointers { bars in
            var isFinite = true
            let table = IndicatorTable<Double>(rows: bars.count) { base in
                // In portions that stay in the nearest cache, since each is looked at twice.
                for start in stride(from: 0, to: bars.count, by: Self.portion) where isFinite {
                    let rows = start..<min(start + Self.portion, bars.count)
                    isFinite = FiniteColumns(bars: bars, rows: rows).prices
                    fill(rows, of: bars, base)
                }
            }
            return isFinite ? table : batch(bars)
        }
    }

    private static let portion = 1024

    @inline(__always)
    private func fill(_ rows: Range<Int>, of bars: BarPointers, _ base: UnsafeMutablePointer<Double>) {
        if rows.lowerBound == 0 {
            var first = TrueRangeCore()
            base[0] = first.add(.at(0, of: bars), convention)
        }
        for row in max(1, rows.lowerBound)..<max(1, rows.upperBound) {
            base[row] = TrueRangeCore.range(.at(row, of: bars), after: bars.close[row &- 1])
        }
    }
}

/// The range as a part of others.
struct TrueRangeCore: Sendable, Equatable, Codable {
    private var previousClose = 0.0
    private var hasPrevious = false

    @inline(__always)
    mutating func add(_ bar: HighLowClose, _ convention: IndicatorConvention) -> Double {
        let close = previousClose
        previousClose = bar.close
        guard hasPrevious else {
            hasPrevious = true
            return convention == .taLib ? .nan : bar.high - bar.low
        }
        return Self.range(bar, after: close)
    }

    @inline(__always)
    static func range(_ bar: HighLowClose, after close: Double) -> Double {
        // The same number as the largest of the three differences, and no choice that a processor could guess wrong.
        larger(bar.high, close) - smaller(bar.low, close)
    }
}
