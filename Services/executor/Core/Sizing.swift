import Domain

/// How large a new position is: a fixed fraction of the equity, so that losses shrink the next one and gains grow it.
enum Sizing {
    /// `equity * fraction` at `price`, down to a whole number of lots; zero where there is no equity.
    ///
    /// - Throws: ``MoneyOverflow`` for a quantity that no message can carry.
    static func quantity(
        equity: Notional, fraction: Rate, price: Price, lotSize: Quantity
    ) throws(MoneyOverflow) -> Quantity {
        guard equity.isPositive, let quantity = try equity.multiplied(by: fraction).quantity(at: price) else {
            return .zero
        }
        guard quantity.units <= Quantity.limit else { throw MoneyOverflow() }
        return quantity.roundedDown(toMultipleOf: lotSize)
    }
}
