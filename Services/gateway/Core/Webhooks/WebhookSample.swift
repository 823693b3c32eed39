import Domain
public import Messages
public import Webhooks

/// A message of every kind, fully populated, as a receiver sees it when somebody asks for a test.
public enum WebhookSample {
    private static let instrument = InstrumentID(venue: "sim", symbol: "BTCUSD")
    private static let openedAt = Timestamp(milliseconds: 1_514_764_800_000)
    private static let closedAt = Timestamp(milliseconds: 1_514_766_600_000)
    private static let order = "q0123456789abcdef0123456789abcdef"
    private static let bar = "sim:BTCUSD/30m/1514764800000"

    /// The sample of a kind of event.
    public static func message(_ event: WebhookEvent) -> Message {
        Message(body(event))
    }

    private static func body(_ event: WebhookEvent) -> Message.Body {
        switch event {
        case .barClosed:
            .barClosed(
                BarClosed(
                    Bar(
                        instrument: instrument, interval: .thirtyMinutes, openedAt: openedAt,
                        open: Price(whole: 13_715), high: Price(whole: 13_750),
                        low: Price(units: 1_370_050_000_000), close: Price(units: 1_372_025_000_000),
                        volume: Quantity(units: 12_345_678_901), lastTradeID: 4711)))
        case .gapConfirmed:
            .gapConfirmed(
                GapConfirmed(
                    instrument: instrument, interval: .thirtyMinutes, from: openedAt, until: closedAt))
        case .signalEvaluated:
            .signalEvaluated(
                SignalEvaluated(
                    Signal(
                        engine: "cipher-engine", instrument: instrument, interval: .thirtyMinutes,
                        openedAt: openedAt, direction: .long, strength: Rate(units: 75_000_000),
                        reasons: ["green_dot", "oversold"],
                        evidence: [Evidence("wt1", -61.25), Evidence("rsi", 28.5)])))
        case .decisionMade: .decisionMade(DecisionMade(decision))
        case .orderChanged:
            .orderChanged(
                OrderChanged(
                    Order(
                        clientOrderID: order, causeID: "decision/\(bar)", instrument: instrument, side: .buy,
                        quantity: Quantity(units: 7_000_000), filledQuantity: Quantity(units: 3_500_000),
                        status: .cancelled, reason: "cancelled by the operator", updatedAt: closedAt)))
        case .fillRecorded:
            .fillRecorded(
                FillRecorded(
                    Fill(
                        id: order + "-1", clientOrderID: order, instrument: instrument, side: .buy,
                        price: Price(units: 1_372_650_000_000), quantity: Quantity(units: 7_000_000),
                        fee: Notional(units: 9_608_550_000_000_000), occurredAt: closedAt)))
        case .positionChanged:
            .positionChanged(
                PositionChanged(
                    Position(
                        instrument: instrument, quantity: Quantity(units: 7_000_000),
                        cost: Notional(units: 9_608_550_000_000_000_000),
                        realized: Notional(units: 125_500_000_000_000_000),
                        fees: Notional(units: 9_608_550_000_000_000), updatedAt: closedAt),
                    after: order + "-1"))
        case .entryRejected:
            .entryRejected(
                EntryRejected(
                    service: .router, stream: .market, shard: Shard(3), entryID: "1514766600000-0",
                    reason: "field close is missing", original: ["type", "bar.closed"], occurredAt: closedAt))
        }
    }

    private static let decision = Decision(
        instrument: instrument, interval: .thirtyMinutes, openedAt: openedAt, direction: .flat,
        score: Rate(units: 37_500_000), isDegraded: false,
        expiresAt: Timestamp(milliseconds: 1_514_768_400_000),
        contributions: [
            Decision.Contribution(
                engine: "cipher-engine", isAnswered: true, direction: .long,
                strength: Rate(units: 75_000_000),
                weight: Rate(units: 50_000_000))
        ],
        rules: [Decision.RuleOutcome(rule: "threshold", passed: false, detail: "0.375 below 0.4")])
}
