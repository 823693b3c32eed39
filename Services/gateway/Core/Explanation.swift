public import Domain

/// Why a decision came out as it did, and what the executor did about it.
public struct Explanation: Sendable, Equatable {
    /// The outcome in a word.
    public enum Verdict: String, Sendable, CaseIterable {
        /// It was confirmed.
        case confirmed
        /// A rule said no.
        case rejected
        /// No engine had anything to say.
        case silent
    }
    private let decision: Decision
    private let signals: [Signal]
    private let orders: [Order]
    private let fills: [Fill]

    /// Explains a decision by the signals on its bar, the orders it caused and their fills.
    public init(of decision: Decision, signals: [Signal], orders: [Order], fills: [Fill]) {
        self.decision = decision
        self.signals = signals
        self.orders = orders
        self.fills = fills
    }

    /// The outcome in a word.
    public var verdict: Verdict {
        if decision.direction != .flat { return .confirmed }
        return decision.firstFailure == nil ? .silent : .rejected
    }

    /// The document, in the form of ``Resource/explanation``.
    public var json: JSONValue {
        [
            "id": .text(decision.id), "instrument": .text(decision.instrument.description),
            "interval": .text(decision.interval.rawValue),
            "openedAt": .integer(decision.openedAt.milliseconds), "verdict": .text(verdict.rawValue),
            "direction": .text(decision.direction.rawValue), "score": .text(decision.score.description),
            "isDegraded": .boolean(decision.isDegraded),
            "contributions": .array(decision.contributions.map(json)),
            "rules": .array(decision.rules.map(Self.json)),
            "firstFailure": decision.firstFailure.map(Self.json) ?? .null,
            "orders": .array(orders.map(\.json)), "fills": .array(fills.map(\.json)),
            "text": .array(sentences.map { .text($0) }),
        ]
    }

    /// All of it in sentences.
    public var sentences: [String] {
        [headline] + decision.contributions.map(sentence) + decision.rules.map(Self.sentence) + execution
    }

    private var headline: String {
        let bar = "the \(decision.interval.rawValue) bar of \(decision.instrument) at \(decision.openedAt)"
        let degraded = decision.isDegraded ? " An engine's answer was missing." : ""
        switch verdict {
        case .confirmed:
            return "Confirmed \(decision.direction.rawValue) on \(bar), score \(decision.score).\(degraded)"
        case .rejected:
            return "Not confirmed on \(bar), score \(decision.score): the rule "
                + "\(decision.firstFailure?.rule ?? "") said no.\(degraded)"
        case .silent: return "No engine had anything to say on \(bar).\(degraded)"
        }
    }

    private func sentence(_ item: Decision.Contribution) -> String {
        guard item.isAnswered else { return "\(item.engine) did not answer." }
        guard item.direction != .flat else { return "\(item.engine) had nothing to say." }
        let reasons = signals.first { $0.engine == item.engine }?.reasons ?? []
        let why = reasons.isEmpty ? "" : " because of \(reasons.joined(separator: ", "))"
        return "\(item.engine) expected \(item.direction.rawValue) with strength \(item.strength), weight "
            + "\(item.weight)\(why)."
    }

    private static func sentence(_ rule: Decision.RuleOutcome) -> String {
        "Rule \(rule.rule) \(rule.passed ? "passed" : "failed"): \(rule.detail)."
    }

    private var execution: [String] {
        guard !orders.isEmpty else {
            return verdict == .confirmed ? ["The executor has placed no order for it."] : []
        }
        return orders.map { order in
            let reason = order.reason.isEmpty ? "" : ": \(order.reason)"
            return "Order \(order.clientOrderID) to \(order.side.rawValue) \(order.quantity) is "
                + "\(order.status.rawValue)\(reason)."
        }
            + fills.map { fill in
                "Filled \(fill.quantity) at \(fill.price) for a fee of \(fill.fee) (order \(fill.clientOrderID))."
            }
    }

    private func json(_ item: Decision.Contribution) -> JSONValue {
        let signal = signals.first { $0.engine == item.engine }
        return [
            "engine": .text(item.engine), "isAnswered": .boolean(item.isAnswered),
            "direction": .text(item.direction.rawValue), "strength": .text(item.strength.description),
            "weight": .text(item.weight.description), "share": .text(share(of: item).description),
            "reasons": .array((signal?.reasons ?? []).map { .text($0) }),
            "evidence": .array(
                (signal?.evidence ?? []).map { item in
                    ["name": .text(item.name), "value": .raw(item.value.description)]
                }),
        ]
    }

    /// The engine's part of the score: strength times its part of all weights, rounded towards zero.
    private func share(of item: Decision.Contribution) -> Rate {
        let total = decision.contributions.reduce(Int128(0)) { $0 + Int128($1.weight.units) }
        guard total > 0, item.direction != .flat else { return .zero }
        let units = Int64(truncatingIfNeeded: Int128(item.strength.units) * Int128(item.weight.units) / total)
        return Rate(units: item.direction == .long ? units : -units)
    }

    private static func json(_ rule: Decision.RuleOutcome) -> JSONValue {
        ["rule": .text(rule.rule), "passed": .boolean(rule.passed), "detail": .text(rule.detail)]
    }
}

extension Order {
    /// The order in the form of ``Resource/order``.
    var json: JSONValue {
        [
            "clientOrderID": .text(clientOrderID), "causeID": .text(causeID),
            "instrument": .text(instrument.description), "side": .text(side.rawValue),
            "quantity": .text(quantity.description), "filledQuantity": .text(filledQuantity.description),
            "status": .text(status.rawValue), "reason": .text(reason),
            "updatedAt": .integer(updatedAt.milliseconds),
        ]
    }
}

extension Fill {
    /// The fill in the form of ``Resource/fill``.
    var json: JSONValue {
        [
            "id": .text(id), "clientOrderID": .text(clientOrderID),
            "instrument": .text(instrument.description),
            "side": .text(side.rawValue), "price": .text(price.description),
            "quantity": .text(quantity.description), "fee": .text(fee.description),
            "occurredAt": .integer(occurredAt.milliseconds),
        ]
    }
}
