/// Price of one unit of the base asset, in quote currency; 8 decimals.
public struct Price: FixedPoint {
    /// 8 digits after the point.
    public static let scale = 8
    /// Just under 46 billion, half of what 64 bits hold, so that a sum of two prices never traps.
    public static let limit: Int64 = .max / 2
    /// The price in units of `10 ^ -8`.
    public let units: Int64
    /// A price of that many units of `10 ^ -8`.
    public init(units: Int64) { self.units = units }

    /// What `quantity` costs at this price, exactly.
    ///
    /// - Throws: ``MoneyOverflow`` beyond `1.7 * 10 ^ 22`.
    public func notional(of quantity: Quantity) throws(MoneyOverflow) -> Notional {
        let (product, overflowed) = Int128(units).multipliedReportingOverflow(by: quantity.units)
        guard !overflowed else { throw MoneyOverflow() }
        return Notional(units: product)
    }

    /// This price moved by `rate` of itself, rounded half to even.
    public func moved(by rate: Rate) -> Price {
        Price(units: units + Int64(rate.units.scaled(Int128(units))))
    }
}
