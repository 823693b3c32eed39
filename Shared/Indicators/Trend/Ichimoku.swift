/// Ichimoku Kinko Hyo: middles of ranges of several lengths, and the cloud that two of them drew earlier.
///
/// `conversion`, `base` and `leadingB` are `(highest high + lowest low) / 2` over `conversionLength`, `baseLength` and
/// `leadingLength` bars, `leadingA` the mean of the first two. Both leading lines are drawn `displacement` bars to
/// the right; `cloudA` and `cloudB` are what they drew at this bar, so nothing here looks ahead. (The lagging line is
/// the close, drawn `displacement` bars to the left.) Source: Goichi Hosoda, 1968. First complete result with bar
/// `leadingLength + displacement`.
public struct Ichimoku: StreamingIndicator {
    private let warmUpLength: Int
    private var conversion: WindowExtremes
    private var base: WindowExtremes
    private var leading: WindowExtremes
    private var cloudA: Delay
    private var cloudB: Delay
    /// What is remembered of the series.
    public var memory: IndicatorMemory
    /// The longest range, less one, and the displacement.
    public var warmUp: Int { warmUpLength }

    /// Ranges over bars, each at least one; 9, 26, 52 and a displacement of 26 are Hosoda's.
    public init(
        conversionLength: Int = 9, baseLength: Int = 26, leadingLength: Int = 52, displacement: Int = 26
    ) {
        let longest = max(checked(conversionLength), checked(baseLength), checked(leadingLength))
        warmUpLength = longest - 1 + checked(displacement)
        var place = 0
        conversion = WindowExtremes(length: conversionLength, at: place)
        place += WindowExtremes.slots(conversionLength)
        base = WindowExtremes(length: baseLength, at: place)
        place += WindowExtremes.slots(baseLength)
        leading = WindowExtremes(length: leadingLength, at: place)
        place += WindowExtremes.slots(leadingLength)
        cloudA = Delay(length: displacement, at: place)
        place += Delay.slots(displacement)
        cloudB = Delay(length: displacement, at: place)
        memory = IndicatorMemory(count: place + Delay.slots(displacement))
    }

    /// Takes one bar.
    @inline(__always)
    public mutating func step(_ input: HighLow, _ slots: MemorySlots) -> IchimokuLines {
        let short = Self.middle(conversion.add(high: input.high, low: input.low, slots))
        let medium = Self.middle(base.add(high: input.high, low: input.low, slots))
        let long = Self.middle(leading.add(high: input.high, low: input.low, slots))
        let mean = (short + medium) / 2
        // Only what is known is remembered, so each line keeps its own place in time.
        return IchimokuLines(
            conversion: short, base: medium, leadingA: mean, leadingB: long,
            cloudA: mean.isNaN ? .nan : cloudA.add(mean, slots),
            cloudB: long.isNaN ? .nan : cloudB.add(long, slots))
    }

    @inline(__always)
    private static func middle(_ range: (high: Double, low: Double)) -> Double {
        (range.high + range.low) / 2
    }

    /// The lines over a whole series.
    public func values(over bars: BarColumns) -> IndicatorTable<IchimokuLines> { batch(bars) }
}

/// Ichimoku's lines at one bar, in the price's unit.
public struct IchimokuLines: IndicatorOutput, Codable {
    /// Tenkan-sen.
    public let conversion: Double
    /// Kijun-sen.
    public let base: Double
    /// Senkou span A, to be drawn ahead.
    public let leadingA: Double
    /// Senkou span B, to be drawn ahead.
    public let leadingB: Double
    /// Span A as it was drawn at this bar.
    public let cloudA: Double
    /// Span B as it was drawn at this bar.
    public let cloudB: Double

    /// None of the six.
    public static var unknown: Self {
        Self(conversion: .nan, base: .nan, leadingA: .nan, leadingB: .nan, cloudA: .nan, cloudB: .nan)
    }
    /// Six.
    public static var width: Int { 6 }
    /// Whether all six are known.
    public var isKnown: Bool { !(conversion + base + leadingA + leadingB + cloudA + cloudB).isNaN }
    /// Writes conversion, base, both leading lines and both of the cloud.
    public func store(_ slot: UnsafeMutablePointer<Double>, stride: Int) {
        slot[0] = conversion
        slot[stride] = base
        slot[2 * stride] = leadingA
        slot[3 * stride] = leadingB
        slot[4 * stride] = cloudA
        slot[5 * stride] = cloudB
    }
}
