/// What an indicator reads of a bar: only that, so that a batch touches no other column.
public protocol IndicatorInput: Sendable {
    /// The part of a bar.
    static func of(_ bar: BarValues) -> Self
    /// The part of one bar of a series.
    static func at(_ row: Int, of bars: BarPointers) -> Self
    /// Whether all its numbers are.
    var isFinite: Bool { get }
}

/// A single series: of a bar, its close.
extension Double: IndicatorInput {
    /// The close.
    @inlinable
    public static func of(_ bar: BarValues) -> Self { bar.close }
    /// One close.
    public static func at(_ row: Int, of bars: BarPointers) -> Self { bars.close[row] }
}

/// A whole bar.
extension BarValues: IndicatorInput {
    /// The bar itself.
    @inlinable
    public static func of(_ bar: BarValues) -> Self { bar }
    /// One bar.
    public static func at(_ row: Int, of bars: BarPointers) -> Self {
        Self(
            open: bars.open[row], high: bars.high[row], low: bars.low[row], close: bars.close[row],
            volume: bars.volume[row])
    }
    /// Whether all five numbers are; their sum overflows only far beyond any price.
    @inlinable
    public var isFinite: Bool { (open + high + low + close + volume).isFinite }
}

/// A bar's extremes.
public struct HighLow: IndicatorInput, Equatable {
    /// Highest price.
    public var high: Double
    /// Lowest price.
    public var low: Double

    /// The extremes of a bar.
    @inlinable
    public init(high: Double, low: Double) {
        self.high = high
        self.low = low
    }

    /// The extremes of that bar.
    @inlinable
    public static func of(_ bar: BarValues) -> Self { Self(high: bar.high, low: bar.low) }
    /// The extremes of one bar.
    public static func at(_ row: Int, of bars: BarPointers) -> Self {
        Self(high: bars.high[row], low: bars.low[row])
    }
    /// Whether both numbers are.
    @inlinable
    public var isFinite: Bool { (high + low).isFinite }
}

/// A bar's extremes and its close.
public struct HighLowClose: IndicatorInput, Equatable {
    /// Highest price.
    public var high: Double
    /// Lowest price.
    public var low: Double
    /// Last price.
    public var close: Double

    /// The mean of the three, the typical price; added in this order.
    @inlinable
    public var typical: Double { (high + low + close) / 3 }

    /// Three prices of a bar.
    @inlinable
    public init(high: Double, low: Double, close: Double) {
        self.high = high
        self.low = low
        self.close = close
    }

    /// Three prices of that bar.
    @inlinable
    public static func of(_ bar: BarValues) -> Self { Self(high: bar.high, low: bar.low, close: bar.close) }
    /// Three prices of one bar.
    public static func at(_ row: Int, of bars: BarPointers) -> Self {
        Self(high: bars.high[row], low: bars.low[row], close: bars.close[row])
    }
    /// Whether all three numbers are.
    @inlinable
    public var isFinite: Bool { (high + low + close).isFinite }
}

/// A bar's close and volume.
public struct CloseVolume: IndicatorInput, Equatable {
    /// Last price.
    public var close: Double
    /// Volume.
    public var volume: Double

    /// Close and volume of a bar.
    @inlinable
    public init(close: Double, volume: Double) {
        self.close = close
        self.volume = volume
    }

    /// Close and volume of that bar.
    @inlinable
    public static func of(_ bar: BarValues) -> Self { Self(close: bar.close, volume: bar.volume) }
    /// Close and volume of one bar.
    public static func at(_ row: Int, of bars: BarPointers) -> Self {
        Self(close: bars.close[row], volume: bars.volume[row])
    }
    /// Whether both numbers are.
    @inlinable
    public var isFinite: Bool { (close + volume).isFinite }
}

/// A bar without its open.
public struct HighLowCloseVolume: IndicatorInput, Equatable {
    /// Its prices.
    public var prices: HighLowClose
    /// Its volume.
    public var volume: Double

    /// Prices and volume of a bar.
    @inlinable
    public init(prices: HighLowClose, volume: Double) {
        self.prices = prices
        self.volume = volume
    }

    /// Prices and volume of that bar.
    @inlinable
    public static func of(_ bar: BarValues) -> Self { Self(prices: .of(bar), volume: bar.volume) }
    /// Prices and volume of one bar.
    public static func at(_ row: Int, of bars: BarPointers) -> Self {
        Self(prices: .at(row, of: bars), volume: bars.volume[row])
    }
    /// Whether all four numbers are.
    @inlinable
    public var isFinite: Bool { (prices.high + prices.low + prices.close + volume).isFinite }
}
