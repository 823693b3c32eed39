public import Domain

extension OrderPreview {
    /// The document, in the form of ``Resource/orderPreview``; without a ticket for an order that is not allowed.
    public func json(ticket: (ticket: OrderTicket, token: String, expiresAt: Timestamp)?) -> JSONValue {
        .object(
            order.terms + [
                ("price", .text(price.description)), ("notional", .text(notional.description)),
                ("fee", .text(fee.description)), ("reference", .text(reference.description)),
                ("referenceAt", .integer(referenceAt.milliseconds)),
                ("heldBefore", .text(heldBefore.description)), ("heldAfter", .text(heldAfter.description)),
                ("isAllowed", .boolean(ticket != nil)), ("failedRule", .text(failedRule)),
                (
                    "failure",
                    .text(failedRule.flatMap { rule in failure.map { RiskRuleText.sentence(rule, $0) } })
                ), ("confirmationToken", .text(ticket?.token)),
                ("expiresAt", ticket.map { .integer($0.expiresAt.milliseconds) } ?? .null),
                ("clientOrderID", .text(ticket?.ticket.clientOrderID)),
            ])
    }

    /// The same order, with a rule of the gateway that says no.
    public func refused(by rule: String, _ detail: String) -> OrderPreview {
        OrderPreview(
            order: order, reference: reference, referenceAt: referenceAt, price: price, notional: notional,
            fee: fee, heldBefore: heldBefore, heldAfter: heldAfter, failedRule: rule, failure: detail)
    }
}

extension OrderTicket {
    /// The document, in the form of ``Resource/placedOrder``.
    public func json(status: String, detail: String) -> JSONValue {
        .object(
            [("clientOrderID", .text(clientOrderID))] + order.terms + [
                ("status", .text(status)), ("detail", .text(detail)),
            ])
    }
}

extension PlannedOrder {
    /// What both documents tell of the order.
    fileprivate var terms: [(String, JSONValue)] {
        [
            ("instrument", .text(instrument.description)), ("side", .text(side.rawValue)),
            ("quantity", .text(quantity.description)), ("worstPrice", .text(worstPrice.description)),
        ]
    }
}

extension Problem {
    /// The executor's rules say no.
    ///
    /// `reason` is the rule and its numbers, `rule: numbers`.
    public static func orderRefused(_ reason: String, status: Int = 422) -> Problem {
        let rule = reason.prefix { $0 != ":" }
        return Problem(
            status: status, kind: "order-refused", title: "Order refused",
            detail: "The executor refused it: \(RiskRuleText.sentence(reason)).",
            faults: [.init(["body"], reason, kind: "risk.\(rule)")])
    }
}
