import Domain
import FoundationEssentials
import Messages
import Testing
import Webhooks

@Suite struct `Outbox rows` {
    private func fill(_ id: String, at time: Int64 = 1) -> Message {
        Message(
            .fillRecorded(
                FillRecorded(
                    Fill(
                        id: id, clientOrderID: "q\0\"1",
                        instrument: InstrumentID(venue: "sim", symbol: "BTCUSDT"),
                        side: .buy, price: Price(whole: 1), quantity: Quantity(whole: 1), fee: .zero,
                        occurredAt: Timestamp(milliseconds: time)))),
            trace: "00-0123")
    }

    private let fills = WebhookSubscription(id: "wh_1", filter: WebhookFilter(events: [.fillRecorded]))
    private let bars = WebhookSubscription(id: "wh_2", filter: WebhookFilter(events: [.barClosed]))
    private let all = WebhookSubscription(id: "wh_3", filter: WebhookFilter(events: WebhookEvent.allCases))

    @Test func `are one for each message and each subscription that wants it, in order`() {
        let rows = OutboxRows([fill("a"), fill("b")], to: [fills, bars, all])
        #expect(rows.values.allSatisfy { $0.count == 4 })
        #expect(rows.values[1] == ["wh_1", "wh_3", "wh_1", "wh_3"])
        #expect(rows.values[2] == ["fill/a", "fill/a", "fill/b", "fill/b"])
        #expect(Set(rows.values[0]).count == 4)
        #expect(OutboxRows([fill("a")], to: [bars]).isEmpty)
    }

    @Test func `are the same when the batch comes again`() {
        #expect(OutboxRows([fill("a")], to: [fills, all]) == OutboxRows([fill("a")], to: [fills, all]))
    }

    @Test func `hold the entry, so that it can be read again, with nothing a database refuses`() throws {
        let rows = OutboxRows([fill("a")], to: [fills])
        let text = try #require(rows.values[6].first)
        let fields = try JSONDecoder().decode([String].self, from: Data(text.utf8))
        let message = try Message(decoding: fields)
        #expect(message.id == "fill/a")
        #expect(message.trace == "00-0123")
        guard case .fillRecorded(let body) = message.body else { return #expect(Bool(false)) }
        #expect(body.fill.clientOrderID == "q\u{FFFD}\"1")
        #expect(!rows.values.joined().contains { $0.utf8.contains(0) })
    }
}
