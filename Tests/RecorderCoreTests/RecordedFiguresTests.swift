import Domain
import Messages
import RecorderCore
import Testing

@Suite struct `Recorded figures` {
    private static let instrument = InstrumentID(venue: "sim", symbol: "BTCUSDT")

    private func decision(at minute: Int64, rules: [Decision.RuleOutcome]) -> Message {
        let decision = Decision(
            instrument: Self.instrument, interval: .oneMinute,
            openedAt: Timestamp(milliseconds: minute * 60_000), direction: .flat, score: .zero,
            isDegraded: false, expiresAt: Timestamp(milliseconds: 0), contributions: [], rules: rules)
        return Message(.decisionMade(DecisionMade(decision)))
    }

    private func order(_ status: Order.Status, reason: String = "") -> Message {
        let order = Order(
            clientOrderID: "q1", causeID: "decision/1", instrument: Self.instrument, side: .buy,
            quantity: Quantity(whole: 2), filledQuantity: .zero, status: status, reason: reason,
            updatedAt: Timestamp(milliseconds: 5))
        return Message(.orderChanged(OrderChanged(order)))
    }

    @Test func `tell decisions apart by the first rule that said no`() {
        let passed = Decision.RuleOutcome(rule: "quorum", passed: true, detail: "")
        let figures = RecordedFigures([
            decision(at: 1, rules: [passed]), decision(at: 2, rules: [passed]),
            decision(at: 3, rules: [passed, .init(rule: "threshold", passed: false, detail: "0.1 < 0.2")]),
        ])
        #expect(
            figures.counts == [.decision(outcome: "confirmed"): 2, .decision(outcome: "threshold"): 1])
        #expect(figures.newest == ["decision.made": Timestamp(milliseconds: 4 * 60_000)])
    }

    @Test func `name the risk rule behind a refusal, and only there`() {
        let figures = RecordedFigures([
            order(.journalled), order(.refused, reason: "order_notional: 12 > 10"), order(.refused),
            order(.cancelled, reason: "expired: 3 s"),
        ])
        #expect(
            figures.counts == [
                .order(.journalled): 1, .order(.refused): 2, .order(.cancelled): 1,
                .refusal(rule: "order_notional"): 1, .refusal(rule: "unknown"): 1,
            ])
    }
}
