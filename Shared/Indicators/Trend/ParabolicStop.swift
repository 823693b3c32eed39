/// Wilder's parabolic stop and reverse: a stop that follows the trend ever faster, and turns when it is touched.
///
/// `sar += af * (ep - sar)`, where `ep` is the trend's extreme price; `af` begins with `acceleration` and grows by it
/// with every new extreme, up to `limit`; the stop never enters the range of the last two bars. It begins with the
/// second bar, as a fall if that one's low fell further than its high rose. Source: Welles Wilder, "New Concepts in
/// Technical Trading Systems", 1978, section II; TA-Lib's SAR.
public struct ParabolicStop: StreamingIndicator {
    private let acceleration: Double
    private let limit: Double
    private var stop = 0.0
    private var extreme = 0.0
    private var pace = 0.0
    private var isLong = false
    private var high = 0.0
    private var low = 0.0
    private var count = 0
    /// What is remembered of the series: nothing but the stop.
    public var memory = IndicatorMemory(count: 0)
    /// 1.
    public var warmUp: Int { 1 }

    /// A stop with an acceleration above 0 and not above its limit; 0.02 and 0.2 are Wilder's.
    public init(acceleration: Double = 0.02, limit: Double = 0.2) {
        precondition(acceleration > 0 && limit.isFinite, "a stop that stands still")
        self.acceleration = min(acceleration, limit)
        self.limit = limit
        pace = self.acceleration
    }

    /// Takes one bar.
    @inline(__always)
    public mutating func step(_ input: HighLow, _ slots: MemorySlots) -> Double {
        let before = HighLow(high: high, low: low)
        high = input.high
        low = input.low
        guard count > 1 else { return begin(input, before) }
        return follow(input, before)
    }

    private mutating func begin(_ bar: HighLow, _ before: HighLow) -> Double {
        count += 1
        guard count == 2 else { return .nan }
        let fall = before.low - bar.low
        isLong = !(fall > 0 && bar.high - before.high < fall)
        extreme = isLong ? bar.high : bar.low
        stop = isLong ? before.low : before.high
        // The bar that decides the direction is also the first to be followed, and its own predecessor.
        return follow(bar, bar)
    }

    @inline(__always)
    private mutating func follow(_ bar: HighLow, _ before: HighLow) -> Double {
        isLong ? followUp(bar, before) : followDown(bar, before)
    }

    @inline(__always)
    private mutating func followUp(_ bar: HighLow, _ before: HighLow) -> Double {
        let highest = max(before.high, bar.high)
        if bar.low <= stop {
            isLong = false
            let result = max(extreme, highest)
            pace = acceleration
            extreme = bar.low
            stop = max(result + pace * (extreme - result), highest)
            return result
        }
        let result = stop
        if bar.high > extreme {
            extreme = bar.high
            pace = min(pace + acceleration, limit)
        }
        stop = min(result + pace * (extreme - result), min(before.low, bar.low))
        return result
    }

    @inline(__always)
    private mutating func followDown(_ bar: HighLow, _ before: HighLow) -> Double {
        let lowest = min(before.low, bar.low)
        if bar.high >= stop {
            isLong = true
            let result = min(extreme, lowest)
            pace = acceleration
            extreme = bar.high
            stop = min(result + pace * (extreme - result), lowest)
            return result
        }
        let result = stop
        if bar.low < extreme {
            extreme = bar.low
            pace = min(pace + acceleration, limit)
        }
        stop = max(result + pace * (extreme - result), max(before.high, bar.high))
        return result
    }

    /// The stops over a whole series.
    public func values(over bars: BarColumns) -> IndicatorTable<Double> { batch(bars) }
}
