/// The mean of the last closes, and a number of standard deviations above and below.
///
/// The deviation is the population's (divided by `length`). Source: John Bollinger, "Bollinger on Bollinger Bands",
/// 2001; TA-Lib's BBANDS with simple means. First result with value `length`.
public struct BollingerBands: StreamingIndicator {
    private let length: Int
    private let deviations: Double
    private var window: WindowMoments
    /// What is remembered of the series.
    public var memory: IndicatorMemory
    /// `length - 1`.
    public var warmUp: Int { length - 1 }

    /// Bands over `length` values, at least one, at `deviations` standard deviations; 20 and 2 are Bollinger's.
    public init(length: Int, deviations: Double = 2) {
        self.length = checked(length)
        self.deviations = deviations
        window = WindowMoments(length: length)
        memory = IndicatorMemory(count: WindowMoments.slots(length))
    }

    /// Takes one value, usually a close.
    @inline(__always)
    public mutating func step(_ input: Double, _ slots: MemorySlots) -> Bands {
        let moments = window.add(input, slots)
        return bands(moments.mean, moments.squares)
    }

    @inline(__always)
    private func bands(_ mean: Double, _ squares: Double) -> Bands {
        let distance = deviations * (squares * (1 / Double(length))).squareRoot()
        return Bands(upper: mean + distance, middle: mean, lower: mean - distance)
    }

    /// The bands over a whole series.
    public func values(over bars: BarColumns) -> IndicatorTable<Bands> {
        batch(bars) { series, base in
            WindowMoments.overSeries(series, length: length) {
                bands($1, $2).store(base + $0, stride: series.count)
            }
        }
    }
}

/// Two lines around a third, in the price's unit.
public struct Bands: IndicatorOutput, Codable {
    /// Above the middle.
    public let upper: Double
    /// The middle.
    public let middle: Double
    /// Below the middle.
    public let lower: Double

    /// None of the three.
    public static var unknown: Self { Self(upper: .nan, middle: .nan, lower: .nan) }
    /// Three.
    public static var width: Int { 3 }
    /// Whether they are known.
    public var isKnown: Bool { !upper.isNaN }
    /// Writes upper, middle and lower.
    public func store(_ slot: UnsafeMutablePointer<Double>, stride: Int) {
        slot[0] = upper
        slot[stride] = middle
        slot[2 * stride] = lower
    }
}
