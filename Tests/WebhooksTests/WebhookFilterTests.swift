import Domain
import Messages
import Testing
import Webhooks

@Suite struct `A webhook's filter` {
    private static let bitcoin = InstrumentID(venue: "sim", symbol: "BTCUSDT")
    private static let ether = InstrumentID(venue: "sim", symbol: "ETHUSDT")
    private static let time = Timestamp(milliseconds: 1_514_764_800_000)

    private func signal(
        _ direction: Direction = .long, strength: Rate = Rate(basisPoints: 7_500),
        engine: String = "cipher-engine",
        interval: Interval = .thirtyMinutes, instrument: InstrumentID = bitcoin
    ) -> Message {
        Message(
            .signalEvaluated(
                SignalEvaluated(
                    Signal(
                        engine: engine, instrument: instrument, interval: interval, openedAt: Self.time,
                        direction: direction, strength: strength, reasons: [], evidence: []))))
    }

    private func decision(score: Rate, _ direction: Direction = .short) -> Message {
        Message(
            .decisionMade(
                DecisionMade(
                    Decision(
                        instrument: Self.bitcoin, interval: .thirtyMinutes, openedAt: Self.time,
                        direction: direction, score: score, isDegraded: false, expiresAt: Self.time,
                        contributions: [], rules: []))))
    }

    private func order(_ status: Order.Status) -> Message {
        Message(
            .orderChanged(
                OrderChanged(
                    Order(
                        clientOrderID: "q1", causeID: "c1", instrument: Self.bitcoin, side: .buy,
                        quantity: Quantity(whole: 1), filledQuantity: .zero, status: status, reason: "",
                        updatedAt: Self.time))))
    }

    private let fill = Message(
        .fillRecorded(
            FillRecorded(
                Fill(
                    id: "f1", clientOrderID: "q1", instrument: bitcoin, side: .buy, price: Price(whole: 1),
                    quantity: Quantity(whole: 1), fee: .zero, occurredAt: time))))

    @Test func `of kinds alone lets all of those kinds pass, and no other`() {
        let filter = WebhookFilter(events: [.signalEvaluated])
        #expect(filter.matches(signal()))
        #expect(filter.matches(signal(.flat, strength: .zero)))
        #expect(!filter.matches(fill))
        #expect(!WebhookFilter(events: []).matches(signal()))
    }

    @Test func `never lets pass what no webhook can ask for`() {
        let trade = Message(
            .tradePrinted(
                TradePrinted(
                    Trade(
                        instrument: Self.bitcoin, id: 1, occurredAt: Self.time, price: Price(whole: 1),
                        quantity: Quantity(whole: 1), aggressor: .buy))))
        #expect(!WebhookFilter(events: WebhookEvent.allCases).matches(trade))
    }

    @Test func `judges by every condition it has`() {
        var filter = WebhookFilter(events: WebhookEvent.allCases)
        filter.instruments = [Self.ether]
        #expect(!filter.matches(signal()))
        #expect(filter.matches(signal(instrument: Self.ether)))
        filter = WebhookFilter(events: WebhookEvent.allCases, intervals: [.fourHours])
        #expect(!filter.matches(signal()))
        #expect(filter.matches(signal(interval: .fourHours)))
        filter = WebhookFilter(events: WebhookEvent.allCases, engines: ["volume-profile"])
        #expect(!filter.matches(signal()))
        #expect(filter.matches(signal(engine: "volume-profile")))
        filter = WebhookFilter(events: WebhookEvent.allCases, directions: [.long, .short])
        #expect(!filter.matches(signal(.flat, strength: .zero)))
        #expect(filter.matches(signal(.short)))
        filter = WebhookFilter(events: WebhookEvent.allCases, statuses: [.filled, .refused])
        #expect(!filter.matches(order(.accepted)))
        #expect(filter.matches(order(.refused)))
    }

    @Test func `takes a score's distance from zero for its strength`() {
        let filter = WebhookFilter(
            events: [.decisionMade, .signalEvaluated], minimumStrength: Rate(basisPoints: 5_000))
        #expect(filter.matches(decision(score: Rate(basisPoints: -5_000))))
        #expect(!filter.matches(decision(score: Rate(basisPoints: -4_999))))
        #expect(!filter.matches(signal(strength: Rate(basisPoints: 4_999))))
        #expect(filter.matches(signal(strength: Rate(basisPoints: 5_000))))
    }

    @Test func `does not judge what an event does not have`() {
        let filter = WebhookFilter(
            events: [.fillRecorded], intervals: [.fourHours], engines: ["none"], directions: [.long],
            statuses: [.filled], minimumStrength: Rate(whole: 1))
        #expect(filter.matches(fill))
    }

    @Test func `reads back as it was stored, and is nobody's where it cannot be read`() throws {
        let text = #"""
            {"events":["fill.recorded"],"instruments":["sim:BTCUSDT"],"intervals":["30m"],"engines":[],
             "directions":["long"],"statuses":["filled"],"minimumStrength":"0.5"}
            """#
        let subscription = try #require(WebhookSubscription(id: "wh_1", filterText: text))
        #expect(
            subscription.filter
                == WebhookFilter(
                    events: [.fillRecorded], instruments: [Self.bitcoin], intervals: [.thirtyMinutes],
                    directions: [.long], statuses: [.filled], minimumStrength: Rate(basisPoints: 5_000)))
        let newer = text.replacing("fill.recorded", with: "fill.predicted")
        #expect(WebhookSubscription(id: "wh_1", filterText: newer) == nil)
    }

    @Test func `leads to one delivery for one event, whoever asks and whenever`() {
        let one = WebhookSubscription(id: "wh_1", filter: WebhookFilter(events: [.fillRecorded]))
        let other = WebhookSubscription(id: "wh_2", filter: WebhookFilter(events: [.fillRecorded]))
        #expect(one.deliveryID(of: "fill/f1") == "dlv_4981142c369b3339a6d0b347c93ef462")
        #expect(one.deliveryID(of: "fill/f1") != other.deliveryID(of: "fill/f1"))
        #expect(one.deliveryID(of: "fill/f1") != one.deliveryID(of: "fill/f2"))
    }
}
