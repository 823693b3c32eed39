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
        return Price(units: Int64(clamping: cost.units / quantity.units))
    }

    /// Profit of the open quantity at `mark`, before fees.
    public func unrealized(at mark: Price) throws(MoneyOverflow) -> Notional {
        try mark.notional(of: quantity).subtracting(cost)
    }

    /// Realized and unrealized profit at `mark`, after fees.
    public func profit(at mark: Price) throws(MoneyOverflow) -> Notional {
        try realized.subtracting(fees).adding(unrealized(at: mark))
    }

    /// Folds one fill in.
    ///
    /// What closes is taken out at average cost; a fill that crosses zero opens the rest at its own price.
    /// - Throws: ``MoneyOverflow``, and the position is unchanged.
    public mutating func apply(_ fill: Fill) throws(MoneyOverflow) {
        let signed = fill.side == .buy ? fill.quantity : -fill.quantity
        // Both have the fill's sign.
        let closed = closedPart(of: signed)
        let opened = try signed.subtracting(closed)
        let released = releasedCost(of: closed.magnitude)
        let proceeds = try fill.price.notional(of: -closed)
        // All of it is computed before any of it is kept.
        let next = Position(
            instrument: instrument,
            quantity: try quantity.adding(signed),
            cost: try cost.subtracting(released).adding(fill.price.notional(of: opened)),
            realized: try realized.adding(proceeds.subtracting(released)),
            fees: try fees.adding(fill.fee),
            updatedAt: max(updatedAt, fill.occurredAt))
        self = next
    }

    /// How much of a signed change takes away from what is held.
    private func closedPart(of change: Quantity) -> Quantity {
        guard quantity.units.signum() == -change.units.signum() else { return .zero }
        return change.magnitude <= quantity.magnitude ? change : -quantity
    }

    /// The share of the cost that belongs to `part` of the open quantity, with the cost's sign.
    ///
    /// All of it for the whole, so that a flat position has cost nothing; the 16th decimal is rounded towards zero.
    private func releasedCost(of part: Quantity) -> Notional {
        guard part < quantity.magnitude else { return cost }
        // By magnitudes and at full width: the product may need 256 bits, the quotient is below the cost.
        let product = cost.units.magnitude.multipliedFullWidth(by: part.units.magnitude)
        let share = Int128(quantity.units.magnitude.dividingFullWidth(product).quotient)
        return Notional(units: cost.units < 0 ? -share : share)
    }
}
