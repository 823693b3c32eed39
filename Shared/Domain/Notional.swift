/// Amount of quote currency; 16 decimals, so that price times quantity is exact.
public struct Notional: FixedPoint {
    /// 16 digits after the point, the sum of a price's and a quantity's.
    public static let scale = 16
    /// A quadrillion whole units.
    public static let limit: Int128 = 10_000_000_000_000_000_000_000_000_000_000
    /// The amount in units of `10 ^ -16`.
    public let units: Int128
    /// An amount of that many units of `10 ^ -16`.
    public init(units: Int128) { self.units = units }

    /// This amount times `rate`, rounded half to even at the 16th decimal.
    ///
    /// - Throws: ``MoneyOverflow`` when the intermediate product leaves 128 bits.
    public func multiplied(by rate: Rate) throws(MoneyOverflow) -> Notional {
        let (_, overflowed) = units.multipliedReportingOverflow(by: Int128(rate.units))
        guard !overflowed else { throw MoneyOverflow() }
        return Notional(units: rate.units.scaled(units))
    }

    /// How much of the base asset this buys at `price`, rounded down in magnitude; nil at a price of zero.
    public func quantity(at price: Price) -> Quantity? {
        guard price.units != 0 else { return nil }
        return Quantity(units: units / Int128(price.units))
    }
}
