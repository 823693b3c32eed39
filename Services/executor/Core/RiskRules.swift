import Domain

/// The rules an order passes before it leaves: one pure function over portfolio, limits and intent.
enum RiskRules {
    /// Stable names, as they stand in an order's reason.
    enum Rule: String, CaseIterable {
        case killSwitch = "kill_switch"
        case alreadyPositioned = "already_positioned"
        case shortSelling = "short_selling"
        case equity
        case lotSize = "lot_size"
        case minimumNotional = "minimum_notional"
        case orderNotional = "order_notional"
        case positionNotional = "position_notional"
        /// A person's order would need more than the instrument is worth.
        case buyingPower = "buying_power"
        /// Too many orders wait already.
        case openOrders = "open_orders"
        /// A number left the range in which we can account for it.
        case arithmetic
        /// The decision was too old by the time it could be acted on.
        case expired
        /// There is no price for it, or none yet.
        case price
        /// The price had become worse than the order accepts.
        case worstPrice = "worst_price"
        /// Somebody took it back.
        case requested
    }

    /// A rule that said no, with what was measured and the limit.
    struct Failure: Error, Equatable, CustomStringConvertible {
        let rule: Rule
        let detail: String
        var description: String { "\(rule.rawValue): \(detail)" }
    }

    /// What is known of an instrument's sleeve when an order is judged.
    struct Portfolio {
        /// Signed.
        let position: Quantity
        let equity: Notional
        /// The last price known, at which values are measured; the fill's price lies in the future.
        let reference: Price
        let specification: InstrumentSpecification
        /// Why the kill switch is engaged; nil while it is not.
        let killedBecause: String?
    }

    /// What the configuration allows.
    struct Limits {
        let allowsShort: Bool
        let maximumOrderNotional: Notional
        let maximumPositionNotional: Notional
        /// Whether a position may grow.
        var allowsAdding = false
        /// Whether a position may be worth no more than the equity.
        var isBoundByEquity = false
    }

    /// The first rule that says no to an intent; nil for an approved one.
    ///
    /// An order that only takes away is bound by the venue's rules but not by ours: getting out is always allowed.
    static func firstFailure(_ intent: OrderIntent, _ portfolio: Portfolio, _ limits: Limits) -> Failure? {
        if let failure = permission(intent, portfolio, limits) { return failure }
        do {
            return try values(intent, portfolio, limits)
        } catch {
            return Failure(rule: .arithmetic, detail: "a value is beyond 128 bits")
        }
    }

    /// Whether such an order is allowed at all.
    private static func permission(_ intent: OrderIntent, _ portfolio: Portfolio, _ limits: Limits)
        -> Failure?
    {
        guard intent.opens else { return nil }
        if let reason = portfolio.killedBecause { return Failure(rule: .killSwitch, detail: reason) }
        let lot = portfolio.specification.lotSize
        let held = portfolio.position
        // Less than a lot cannot be traded away, so it does not count as a position.
        if !limits.allowsAdding, held.magnitude >= lot, (held > .zero) == (intent.side == .buy),
            !intent.closing.isPositive
        {
            return Failure(rule: .alreadyPositioned, detail: "\(held) held")
        }
        if intent.side == .sell, !limits.allowsShort {
            return Failure(rule: .shortSelling, detail: "not allowed, \(held) held")
        }
        guard portfolio.equity.isPositive else {
            return Failure(rule: .equity, detail: "\(portfolio.equity), above 0 needed")
        }
        return nil
    }

    /// Whether its size is.
    private static func values(
        _ intent: OrderIntent, _ portfolio: Portfolio, _ limits: Limits
    ) throws(MoneyOverflow) -> Failure? {
        let specification = portfolio.specification
        guard intent.quantity.isPositive else {
            return Failure(rule: .lotSize, detail: "less than one lot of \(specification.lotSize)")
        }
        guard intent.quantity.isMultiple(of: specification.lotSize) else {
            return Failure(
                rule: .lotSize, detail: "\(intent.quantity), a multiple of \(specification.lotSize) needed")
        }
        let value = try portfolio.reference.notional(of: intent.quantity)
        if value < specification.minimumNotional {
            return Failure(
                rule: .minimumNotional, detail: "\(value), at least \(specification.minimumNotional)")
        }
        guard intent.opens else { return nil }
        if value > limits.maximumOrderNotional {
            return Failure(rule: .orderNotional, detail: "\(value), at most \(limits.maximumOrderNotional)")
        }
        let after = portfolio.position + (intent.side == .buy ? intent.quantity : -intent.quantity)
        let exposure = try portfolio.reference.notional(of: after).magnitude
        if exposure > limits.maximumPositionNotional {
            return Failure(
                rule: .positionNotional, detail: "\(exposure), at most \(limits.maximumPositionNotional)")
        }
        if limits.isBoundByEquity, exposure > portfolio.equity {
            return Failure(rule: .buyingPower, detail: "\(exposure), at most \(portfolio.equity)")
        }
        return nil
    }
}
