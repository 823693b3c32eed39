/// What we hold of one instrument and what it has earned: a fold over its fills, at average cost.
public struct Position: Sendable, Hashable, Codable {
    /// Which instrument.
    public let instrument: InstrumentID
    /// In base asset; positive is long, negative is short.
    public private(set) var quantity: Quantity
    /// What the open quantity cost, in quote currency, with the quantity's sign; fees apart.
    public private(set) var cost: Notional
    /// Profit of what was closed, before fees.
    public private(set) var realized: Notional
    /// All fees so far.
    public private(set) var fees: Notional
    /// The last fill that was folded in; distant past before the first.
    public private(set) var updatedAt: Timestamp

    /// Nothing held yet.
    public init(instrument: InstrumentID) {
        self.init(
            instrument: instrument, quantity: .zero, cost: .zero, realized: .zero, fees: .zero,
            updatedAt: .distantPast)
    }
    /// A position as stored.
    public init(
        instrument: InstrumentID, quantity: Quantity, cost: Notional, realized: Notional, fees: Notional,
        updatedAt: Timestamp
    ) {
        self.instrument = instrument
        self.quantity = quantity
        self.cost = cost
        self.realized = realized
        self.fees = fees
        self.updatedAt = updatedAt
    }

    /// Average price of the open quantity, rounded towards zero; nil when flat.
    public var averagePrice: Price? {
        guard quantity.units != 0 else { return nil }
        return Price(units: Int64(truncatingIfNeeded: cost.units / quantity.units))
    }

    /// Profit of the open quantity at `mark`, before fees.
    public func unrealized(at mark: Price) throws(MoneyOverflow) -> Notional {
        try mark.notional(of: quantity) - cost
    }

    /// Realized and unrealized profit at `mark`, after fees.
    public func profit(at mark: Price) throws(MoneyOverflow) -> Notional {
        try realized - fees + unrealized(at: mark)
    }

    /// Folds one fill in. What closes is taken out at average cost; a fill that crosses zero opens the rest at its price.
    public mutating func apply(_ fill: Fill) throws(MoneyOverflow) {
        let signed = fill.side == .buy ? fill.quantity : -fill.quantity
        let isOpening = quantity.units == 0 || (quantity.units > 0) == (signed.units > 0)
        if isOpening {
            cost += try fill.price.notional(of: signed)
            quantity += signed
        } else {
            // Negative of what closes, so that it has the fill's sign.
            let closing = min(quantity.magnitude, signed.magnitude)
            let closingSigned = signed.units > 0 ? closing : -closing
            let (product, overflowed) = cost.units.multipliedReportingOverflow(by: closing.units)
            // Exact when all of it closes; the 16th decimal is rounded towards zero otherwise.
            let released: Int128
            if closing == quantity.magnitude {
                released = cost.units
            } else if overflowed {
                let (high, low) = cost.units.multipliedFullWidth(by: closing.units)
                released = quantity.magnitude.units.dividingFullWidth((high, low)).quotient
            } else {
                released = product / quantity.magnitude.units
            }
            realized += Notional(units: -released) - (try fill.price.notional(of: closingSigned))
            cost -= Notional(units: released)
            quantity += closingSigned
            let rest = signed - closingSigned
            if rest.units != 0 {
                cost = try fill.price.notional(of: rest)
                quantity = rest
            }
        }
        fees += fill.fee
        updatedAt = max(updatedAt, fill.occurredAt)
    }
}
