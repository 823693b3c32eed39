/// Wilder's directional indicators and their average index, 0 to 100.
///
/// A bar's upward movement counts if it is positive and exceeds the downward one, and the reverse; equal ones, up to
/// 1e-12 of the price, count for neither. Movements and true ranges are summed with decay, `sum - sum / n + new`,
/// beginning with the plain sum of bars 2 to `n`, as TA-Lib's PLUS_DI, MINUS_DI and ADX do. `plus` and `minus` are
/// 100 times the quotient of movement and range, 0 without range; the average index begins with the mean of the
/// first `n` values of `100 * |plus - minus| / (plus + minus)` and goes on with Wilder's weight; a bar where both are
/// 0 leaves it as it is. Source: Welles Wilder, "New Concepts in Technical Trading Systems", 1978, section IV.
public struct DirectionalMovement: StreamingIndicator {
    private let length: Int
    private let decay: Double
    private var ranges = TrueRangeCore()
    private var previousHigh = 0.0
    private var previousLow = 0.0
    private var plusSum = 0.0
    private var minusSum = 0.0
    private var rangeSum = 0.0
    private var index = 0.0
    private var count = 0
    /// What is remembered of the series: nothing but the sums.
    public var memory = IndicatorMemory(count: 0)
    /// `2 * length - 1`; `plus` and `minus` are known from `length` on.
    public var warmUp: Int { 2 * length - 1 }

    /// Sums over `length` bars, at least two; 14 is Wilder's.
    public init(length: Int) {
        self.length = checked(length, from: 2)
        decay = 1 - 1 / Double(length)
    }

    /// Takes one bar.
    @inline(__always)
    public mutating func step(_ input: HighLowClose, _ slots: MemorySlots) -> DirectionalLines {
        let range = ranges.add(input, .taLib)
        let upward = input.high - previousHigh
        let downward = previousLow - input.low
        previousHigh = input.high
        previousLow = input.low
        guard count > 0 else {
            count = 1
            return .unknown
        }
        let noise = 1e-12 * abs(input.high)
        let plus = larger(smaller(upward, upward - downward), 0) > noise ? upward : 0
        let minus = larger(smaller(downward, downward - upward), 0) > noise ? downward : 0
        guard count >= length else {
            count += 1
            plusSum += plus
            minusSum += minus
            rangeSum += range
            return .unknown
        }
        plusSum = plusSum * decay + plus
        minusSum = minusSum * decay + minus
        rangeSum = rangeSum * decay + range
        let scale = rangeSum == 0 ? 0 : 100 / rangeSum
        return average(plusSum * scale, minusSum * scale)
    }

    @inline(__always)
    private mutating func average(_ plus: Double, _ minus: Double) -> DirectionalLines {
        let sum = plus + minus
        let movement = sum == 0 ? 0 : 100 * abs(minus - plus) / sum
        if count < 2 * length {
            index += movement
            count += 1
            guard count == 2 * length else {
                return DirectionalLines(plus: plus, minus: minus, average: .nan)
            }
            index /= Double(length)
        } else if sum != 0 {
            index = decay * index + movement * (1 - decay)
        }
        return DirectionalLines(plus: plus, minus: minus, average: index)
    }

    /// The three lines over a whole series.
    public func values(over bars: BarColumns) -> IndicatorTable<DirectionalLines> { batch(bars) }
}

/// Directional indicators, 0 to 100.
public struct DirectionalLines: IndicatorOutput, Codable {
    /// Upward movement in per cent of the range: +DI.
    public let plus: Double
    /// Downward movement in per cent of the range: -DI.
    public let minus: Double
    /// How much one outweighs the other, averaged: ADX.
    public let average: Double

    /// None of the three.
    public static var unknown: Self { Self(plus: .nan, minus: .nan, average: .nan) }
    /// Three.
    public static var width: Int { 3 }
    /// Whether all three are known.
    public var isKnown: Bool { !average.isNaN }
    /// Writes plus, minus and average.
    public func store(_ slot: UnsafeMutablePointer<Double>, stride: Int) {
        slot[0] = plus
        slot[stride] = minus
        slot[2 * stride] = average
    }
}
