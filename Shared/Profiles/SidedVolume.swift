public import Domain

/// Traded amount, split by the side that took liquidity.
public struct SidedVolume: Sendable, Hashable {
    /// What buyers took; never negative.
    public private(set) var buy: Quantity
    /// What sellers took; never negative.
    public private(set) var sell: Quantity
    /// Both together.
    public var total: Quantity { buy + sell }
    /// What buyers took more than sellers.
    public var delta: Quantity { buy - sell }
    /// Nothing traded.
    public static let zero = Self(buy: .zero, sell: .zero)

    /// An amount of each side.
    public init(buy: Quantity, sell: Quantity) {
        self.buy = buy
        self.sell = sell
    }

    /// Adds side by side; traps on overflow.
    public static func += (left: inout Self, right: Self) {
        left.buy += right.buy
        left.sell += right.sell
    }

    /// Subtracts side by side.
    ///
    /// It is exact, so that what was added can be taken away again without a trace.
    public static func -= (left: inout Self, right: Self) {
        left.buy -= right.buy
        left.sell -= right.sell
    }
}

/// How much of a bar's volume is taken to be buyers', where the venue does not tell trade by trade.
public enum BuyShare: Sendable, Hashable {
    /// The venue said.
    case told(Quantity)
    /// In proportion to where the bar closed within its range, half without a range.
    case closeLocation
    /// All of it if the bar closed at or above its open, else nothing.
    case polarity
}
