/// Wilder's relative strength index on a scale of 0 to 100: `100 - 100 / (1 + gain / loss)`.
///
/// Rises and falls are averaged with Wilder's weight; the first result comes with value `length + 1`. Source:
/// Welles Wilder, "New Concepts in Technical Trading Systems", 1978, section VI. Without any loss it is 100. A
/// series that never moved is 100 on TradingView and 0 in TA-Lib.
public struct RelativeStrengthIndex: StreamingIndicator {
    private let length: Int
    private let convention: IndicatorConvention
    private var core: RelativeStrength
    /// What is remembered of the series: nothing but the averages.
    public var memory = IndicatorMemory(count: 0)
    /// `length`.
    public var warmUp: Int { length }

    /// The index over `length` changes, at least one; 14 is Wilder's.
    public init(length: Int, convention: IndicatorConvention = .tradingView) {
        self.length = checked(length)
        self.convention = convention
        core = RelativeStrength(length: length)
    }

    /// Takes one value, usually a close.
    @inline(__always)
    public mutating func step(_ input: Double, _ slots: MemorySlots) -> Double {
        core.add(input, convention)
    }

    /// The index over a whole series.
    public func values(over bars: BarColumns) -> IndicatorTable<Double> { batch(bars) }
}

/// The index as a part of others.
struct RelativeStrength: Sendable, Equatable, Codable {
    private var gains: ExponentialMean
    private var losses: ExponentialMean
    private var previous = 0.0
    private var hasPrevious = false

    init(length: Int) {
        gains = .wilder(length)
        losses = .wilder(length)
    }

    @inline(__always)
    mutating func add(_ value: Double, _ convention: IndicatorConvention) -> Double {
        guard hasPrevious else {
            previous = value
            hasPrevious = true
            return .nan
        }
        let change = value - previous
        previous = value
        let rise = larger(change, 0)
        let gain = gains.add(rise)
        // The fall, exactly, without asking for a sign that a processor would guess wrong half of the time.
        let loss = losses.add(rise - change)
        switch convention {
        case .taLib:
            let sum = gain + loss
            return sum == 0 ? 0 : 100 * gain / sum
        case .tradingView:
            if loss == 0 { return 100 }
            if gain == 0 { return 0 }
            return 100 - 100 / (1 + gain / loss)
        }
    }
}
