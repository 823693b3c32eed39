/// What a person wants to trade, before it is sized, priced and judged.
public struct OrderRequest: Sendable, Hashable {
    /// How much of it.
    public enum Amount: Sendable, Hashable {
        /// So much of the base asset.
        case quantity(Quantity)
        /// As much as this buys at the estimated price, quote currency.
        case notional(Notional)
    }
    /// Which instrument.
    public let instrument: InstrumentID
    /// Buy or sell.
    public let side: Side
    /// How much.
    public let amount: Amount
    /// How much worse than estimated the price may become; from 0 to below 1.
    public let tolerance: Rate
    /// What a person wants to trade.
    public init(instrument: InstrumentID, side: Side, amount: Amount, tolerance: Rate) {
        self.instrument = instrument
        self.side = side
        self.amount = amount
        self.tolerance = tolerance
    }
}

/// A market order of a person, sized and priced.
public struct PlannedOrder: Sendable, Hashable, Codable {
    /// Which instrument.
    public let instrument: InstrumentID
    /// Buy or sell.
    public let side: Side
    /// How much, in base asset.
    public let quantity: Quantity
    /// A buy fills at no higher price and a sell at no lower one; where that cannot be, the order is cancelled.
    public let worstPrice: Price
    /// A market order of a person.
    public init(instrument: InstrumentID, side: Side, quantity: Quantity, worstPrice: Price) {
        self.instrument = instrument
        self.side = side
        self.quantity = quantity
        self.worstPrice = worstPrice
    }
}

/// A person's order as it would be placed now, and what the risk rules say to it.
public struct OrderPreview: Sendable, Hashable, Codable {
    /// The order.
    public let order: PlannedOrder
    /// Close of the instrument's last bar.
    public let reference: Price
    /// When that bar closed.
    public let referenceAt: Timestamp
    /// What one unit would cost or bring if the next bar opened at the reference: slipped, and rounded to the tick.
    public let price: Price
    /// Quantity times price.
    public let notional: Notional
    /// What the venue would take, quote currency.
    public let fee: Notional
    /// What is held before it, signed: the position and everything that is about to be filled.
    public let heldBefore: Quantity
    /// What is held after it.
    public let heldAfter: Quantity
    /// The first risk rule that says no; nil for an order that would be placed.
    public let failedRule: String?
    /// That rule's numbers; nil where none says no.
    public let failure: String?
    /// An order as it would be placed.
    public init(
        order: PlannedOrder, reference: Price, referenceAt: Timestamp, price: Price, notional: Notional,
        fee: Notional, heldBefore: Quantity, heldAfter: Quantity, failedRule: String?, failure: String?
    ) {
        self.order = order
        self.reference = reference
        self.referenceAt = referenceAt
        self.price = price
        self.notional = notional
        self.fee = fee
        self.heldBefore = heldBefore
        self.heldAfter = heldAfter
        self.failedRule = failedRule
        self.failure = failure
    }
}
