import Domain

/// Traded amount in `2 ^ -20` of a quantity's unit, split by the side that took liquidity.
///
/// Spreading a bar over rows divides, and what division leaves over would decide between rows that are exactly equal.
/// The finer unit makes that remainder so small that a tie can be told from a difference: a sum over any number of
/// neighbouring rows is within one fine unit of the true one for each bar that was spread
/// (``VolumeProfile/slack``). What trades add is exact.
struct FineVolume: Sendable, Hashable {
    /// Binary digits below a quantity's unit.
    static let guardBits: Int128 = 20
    static let zero = Self(total: 0, buy: 0)

    var total: Int128
    var buy: Int128

    var sell: Int128 { total - buy }
    /// What buyers took more than sellers.
    var delta: Int128 { 2 * buy - total }

    init(total: Int128, buy: Int128) {
        self.total = total
        self.buy = buy
    }

    init(_ volume: SidedVolume) {
        buy = volume.buy.units << Self.guardBits
        total = buy + volume.sell.units << Self.guardBits
    }

    static func += (left: inout Self, right: Self) {
        left.total += right.total
        left.buy += right.buy
    }

    static func -= (left: inout Self, right: Self) {
        left.total -= right.total
        left.buy -= right.buy
    }
}

/// `amount * part / whole`, rounded down, for many parts of one amount that is not negative.
///
/// The amount is divided before it is multiplied and the remainder carried, so no intermediate value
/// overflows.
struct Proportion {
    private let whole: Int128
    private let quotient: Int128
    private let remainder: Int128

    init(of amount: Int128, whole: Int64) {
        self.whole = Int128(whole)
        (quotient, remainder) = amount.quotientAndRemainder(dividingBy: self.whole)
    }

    /// The share of `0 ... whole` parts.
    func callAsFunction(_ part: Int64) -> Int128 {
        quotient * Int128(part) + remainder * Int128(part) / whole
    }
}

extension BuyShare {
    /// The split of a valid bar's volume, to the fine unit.
    func fineSplit(_ bar: Bar) -> FineVolume {
        let total = bar.volume.units << FineVolume.guardBits
        let buy: Int128 =
            switch self {
            case .told(let amount): amount.units << FineVolume.guardBits
            case .polarity: bar.close >= bar.open ? total : 0
            case .closeLocation where bar.high == bar.low: total / 2
            case .closeLocation:
                Proportion(of: total, whole: bar.high.units - bar.low.units)(bar.close.units - bar.low.units)
            }
        return FineVolume(total: total, buy: buy)
    }
}
