/// A person's order, sized by the instrument's rules and priced at its last close.
public struct OrderEstimate: Sendable, Hashable {
    /// The order as it would be placed now.
    public let order: PlannedOrder
    /// What one unit would cost or bring if the next bar opened at the reference: slipped, and rounded to the tick.
    public let price: Price
    /// Quantity times price.
    public let notional: Notional

    /// An order as it would be placed when the last bar closed at `reference`; nil where that leaves no price.
    ///
    /// - Throws: ``MoneyOverflow`` for an order that nobody could account for.
    public init?(
        _ request: OrderRequest, reference: Price, slippage: Rate, rules: InstrumentSpecification
    ) throws(MoneyOverflow) {
        guard let price = reference.slipped(slippage, for: request.side, tickSize: rules.tickSize) else {
            return nil
        }
        let wanted: Quantity =
            switch request.amount {
            case .quantity(let quantity): quantity
            case .notional(let notional): notional.quantity(at: price) ?? .zero
            }
        guard wanted.units <= Quantity.limit else { throw MoneyOverflow() }
        let quantity = wanted.roundedDown(toMultipleOf: rules.lotSize)
        notional = try price.notional(of: quantity)
        guard notional.units <= Notional.limit else { throw MoneyOverflow() }
        self.price = price
        order = PlannedOrder(
            instrument: request.instrument, side: request.side, quantity: quantity,
            worstPrice: price.worst(request.tolerance, for: request.side, tickSize: rules.tickSize))
    }
}

extension Price {
    /// What a market order pays or gets that meets this price: slipped and rounded against it; nil where that leaves the
    /// range of prices.
    public func slipped(_ slippage: Rate, for side: Side, tickSize: Price) -> Price? {
        let limit = Price(units: Price.limit)
        guard isPositive, self <= limit, tickSize <= limit else { return nil }
        let price: Price
        switch side {
        case .buy:
            let slipped = moved(by: slippage)
            guard slipped <= limit else { return nil }
            price = slipped.roundedUp(toMultipleOf: tickSize)
        case .sell: price = moved(by: -slippage).roundedDown(toMultipleOf: tickSize)
        }
        return price.isPositive && price <= limit ? price : nil
    }

    /// A price worse by the tolerance and no more, on a tick.
    fileprivate func worst(_ tolerance: Rate, for side: Side, tickSize: Price) -> Price {
        switch side {
        case .buy:
            let limit = min(moved(by: tolerance), Price(units: Price.limit))
            return limit.roundedDown(toMultipleOf: tickSize)
        case .sell: return max(moved(by: -tolerance).roundedUp(toMultipleOf: tickSize), tickSize)
        }
    }
}
