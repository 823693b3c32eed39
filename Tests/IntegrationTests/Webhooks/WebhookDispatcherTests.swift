import Domain
import FoundationEssentials
import GatewayCore
import Hummingbird
import Messages
import Postgres
import ServerSupport
import Testing
import Webhooks

@testable import GatewayDaemon

@Suite(.enabled(if: PostgresServer.isInstalled), .timeLimit(.minutes(5)))
struct `Webhook dispatcher` {
    @Test func `every event arrives once, in order, signed and named`() async throws {
        let fixture = try await WebhookFixture.start()
        try await Receiver.running { receiver, url in
            try await fixture.add("wh_1", url: url, authorization: "Bearer token")
            try await fixture.record(1...20)
            try await fixture.drain([fixture.dispatcher()])
            #expect(try await fixture.count("sent") == 20)
            let deliveries = receiver.deliveries
            #expect(deliveries.map { $0.header("X-QTP-Event-ID") } == (1...20).map { "fill/f\($0)" })
            #expect(receiver.mostAtOnce == 1)
            let first = try #require(deliveries.first)
            #expect(first.header("X-QTP-Event") == "fill.recorded")
            #expect(first.header("Authorization") == "Bearer token")
            #expect(first.header("Content-Type") == "application/json")
            #expect(first.header("X-QTP-Attempt") == "1")
            #expect(try JSON(first.body)["deliveryID"].text == first.header("X-QTP-Delivery"))
            let signature = first.header("X-QTP-Signature")
            let seconds = try #require(
                signature.dropFirst(2).split(separator: ",").first.flatMap { Int64($0) })
            let key = fixture.vault.signingKey(of: "wh_1", version: 1)
            #expect(WebhookSignature.header(of: first.body, key: key, seconds: seconds) == signature)
        }
    }

    @Test func `a failure is tried again under the same id, and holds up what is behind it`() async throws {
        let fixture = try await WebhookFixture.start()
        try await Receiver.running({ Response(status: $0 <= 2 ? .internalServerError : .ok) }) {
            receiver, url in
            try await fixture.add("wh_1", url: url)
            try await fixture.record(1...2)
            try await fixture.drain([fixture.dispatcher()])
            let ids = receiver.deliveries.map { $0.header("X-QTP-Event-ID") }
            #expect(ids == ["fill/f1", "fill/f1", "fill/f1", "fill/f2"])
            #expect(Set(receiver.deliveries.prefix(3).map { $0.header("X-QTP-Delivery") }).count == 1)
            #expect(Set(receiver.deliveries.prefix(3).map(\.body)).count == 1)
            #expect(receiver.deliveries.prefix(3).map { $0.header("X-QTP-Attempt") } == ["1", "2", "3"])
            let failing = "SELECT count(*) FROM webhooks WHERE failing_since IS NOT NULL"
            #expect(try await fixture.database.count(failing) == 0)
        }
    }

    @Test func `a refusal is given up at once, and can be sent again later`() async throws {
        let fixture = try await WebhookFixture.start()
        try await Receiver.running({ Response(status: $0 == 1 ? .badRequest : .ok) }) { receiver, url in
            try await fixture.add("wh_1", url: url)
            try await fixture.record(1...2)
            try await fixture.drain([fixture.dispatcher()])
            #expect(receiver.deliveries.map { $0.header("X-QTP-Event-ID") } == ["fill/f1", "fill/f2"])
            #expect(try await fixture.count("dead") == 1)
            #expect(try await fixture.store.requeue(.dead, of: "wh_1") == 1)
            try await fixture.drain([fixture.dispatcher()])
            #expect(try await fixture.count("sent") == 2)
            let ids = receiver.deliveries.map { $0.header("X-QTP-Delivery") }
            #expect(ids.count == 3 && ids[0] == ids[2])
        }
    }

    @Test func `after its last attempt a delivery is given up`() async throws {
        let fixture = try await WebhookFixture.start()
        try await Receiver.running({ _ in Response(status: .serviceUnavailable) }) { receiver, url in
            try await fixture.add("wh_1", url: url)
            try await fixture.record(1...1)
            try await fixture.drain([fixture.dispatcher(attempts: 3)])
            #expect(receiver.deliveries.count == 3)
            let row = try #require(
                try await fixture.database.pool.query("SELECT * FROM webhook_deliveries").first)
            #expect(try row.text("state") == "dead")
            #expect(try row.text("last_error").contains("given up after 3 attempts"))
            #expect(try row.integer("last_status") == 503)
        }
    }

    @Test func `a receiver that is gone switches its webhook off; what waits stays`() async throws {
        let fixture = try await WebhookFixture.start()
        try await Receiver.running({ _ in Response(status: .gone) }) { receiver, url in
            try await fixture.add("wh_1", url: url)
            try await fixture.record(1...3)
            try await fixture.drain([fixture.dispatcher()])
            #expect(receiver.deliveries.count == 1)
            #expect(try await fixture.count("pending") == 2)
            let row = try #require(try await fixture.database.pool.query("SELECT * FROM webhooks").first)
            #expect(try !row.boolean("enabled"))
            #expect(try row.text("disabled_reason").contains("410"))
            let audited = try await fixture.database.pool.query("SELECT * FROM audit_log")
            let entry = try #require(audited.first)
            #expect(audited.count == 1)
            #expect(try entry.text("key_id") == "gateway" && entry.text("target") == "wh_1")
            #expect(try entry.text("operation") == "updateWebhook")
            #expect(try entry.text("reason").contains("410"))
            #expect(try entry.text("after_state").contains(#""isEnabled":false"#))
        }
    }

    @Test func `a receiver that is too slow is tried again and holds up nobody else`() async throws {
        let fixture = try await WebhookFixture.start()
        try await Receiver.running({ number in
            if number == 1 { try await Task.sleep(for: .seconds(2)) }
            return Response(status: .ok)
        }) { slow, slowURL in
            try await Receiver.running { quick, quickURL in
                try await fixture.add("wh_slow", url: slowURL)
                try await fixture.add("wh_quick", url: quickURL)
                try await fixture.record(1...5)
                let dispatcher = fixture.dispatcher(timeout: .milliseconds(700))
                try await fixture.run([dispatcher]) { quick.deliveries.count == 5 }
                #expect(quick.deliveries.count == 5)
                try await fixture.drain([dispatcher])
                #expect(
                    slow.deliveries.map { $0.header("X-QTP-Event-ID") }.prefix(2) == ["fill/f1", "fill/f1"])
                #expect(try await fixture.count("sent") == 10)
            }
        }
    }

    @Test func `one that died between sending and writing it down is repeated under the same id`()
        async throws
    {
        let fixture = try await WebhookFixture.start()
        try await Receiver.running { receiver, url in
            try await fixture.add("wh_1", url: url)
            try await fixture.record(1...2)
            // What a dispatcher does up to the moment it is killed: it has the lease, it has sent, it has told nobody.
            let died = WebhookQueue(pool: fixture.database.pool, owner: "died", leaseMilliseconds: 800)
            let claim = try #require(try await died.claim(atMost: 1).first)
            let delivery = try #require(try await died.next(of: claim))
            try await Self.send(delivery, to: url, fixture)
            try await fixture.drain([fixture.dispatcher("successor")])
            let ids = receiver.deliveries.map { $0.header("X-QTP-Delivery") }
            #expect(ids.count == 3 && ids[0] == ids[1] && ids[1] != ids[2])
            // Its word, should it wake up, counts no more.
            try await died.record(
                .dead(status: nil, error: "late"), of: delivery, under: claim, disablingFor: "late")
            #expect(try await fixture.count("sent") == 2)
            #expect(try await fixture.store.find("wh_1").definition.isEnabled)
        }
    }

    @Test func `two at work never send for one webhook at the same time, and nothing twice`() async throws {
        let fixture = try await WebhookFixture.start()
        try await Receiver.running({ _ in
            try await Task.sleep(for: .milliseconds(15))
            return Response(status: .noContent)
        }) { receiver, url in
            try await fixture.add("wh_1", url: url)
            try await fixture.record(1...150)
            try await fixture.drain([fixture.dispatcher("one"), fixture.dispatcher("two")])
            #expect(receiver.mostAtOnce == 1)
            #expect(
                receiver.deliveries.map { $0.header("X-QTP-Event-ID") } == (1...150).map { "fill/f\($0)" })
        }
    }

    @Test func `an address nearby is refused when it is about to be connected to`() async throws {
        let fixture = try await WebhookFixture.start()
        try await Receiver.running { receiver, url in
            try await fixture.add("wh_1", url: url.replacing("127.0.0.1", with: "localhost"))
            try await fixture.record(1...1)
            try await fixture.drain([fixture.dispatcher(allowsPrivateAddresses: false)])
            #expect(receiver.deliveries.isEmpty)
            let row = try #require(
                try await fixture.database.pool.query("SELECT * FROM webhook_deliveries").first)
            #expect(try row.text("state") == "dead")
            #expect(try row.text("last_error").contains("allow-private"))
        }
    }

    @Test func `a redirect is not followed`() async throws {
        let fixture = try await WebhookFixture.start()
        try await Receiver.running { elsewhere, elsewhereURL in
            try await Receiver.running({ _ in
                Response(status: .temporaryRedirect, headers: [.location: elsewhereURL])
            }) { receiver, url in
                try await fixture.add("wh_1", url: url)
                try await fixture.record(1...1)
                try await fixture.drain([fixture.dispatcher()])
                #expect(receiver.deliveries.count == 1)
                #expect(elsewhere.deliveries.isEmpty)
                #expect(try await fixture.count("dead") == 1)
            }
        }
    }

    @Test func `what is done and old is swept, and what belongs to nobody`() async throws {
        let fixture = try await WebhookFixture.start()
        try await fixture.add("wh_1", url: "https://example.com/")
        try await fixture.record(1...4)
        let pool = fixture.database.pool
        _ = try await pool.query(
            """
            UPDATE webhook_deliveries SET state = 'sent',
                finished_at = CASE event_id WHEN 'fill/f1' THEN 0 ELSE now_milliseconds() END
            WHERE event_id IN ('fill/f1', 'fill/f2')
            """)
        _ = try await pool.query(
            "UPDATE webhook_deliveries SET webhook_id = 'wh_gone' WHERE event_id = 'fill/f3'")
        let queue = WebhookQueue(pool: pool, owner: "one", leaseMilliseconds: 1_000)
        #expect(try await queue.sweep(olderThanMilliseconds: 60_000, atMost: 100) == 2)
        #expect(try await fixture.count("sent") == 1)
        #expect(try await fixture.count("pending") == 1)
    }

    private static func send(
        _ delivery: WebhookQueue.Delivery, to url: String, _ fixture: WebhookFixture
    ) async throws {
        let fields = try JSONDecoder().decode([String].self, from: Data(delivery.message.utf8))
        let body = try #require(
            WebhookBody(try Message(decoding: fields), as: .generic, deliveryID: delivery.id))
        let receipt = await WebhookSender(timeout: .seconds(5), allowsPrivateAddresses: true).send(
            WebhookSender.Parcel(
                deliveryID: delivery.id, eventID: delivery.eventID, body: body, url: url, authorization: "",
                signingKey: fixture.vault.signingKey(of: "wh_1", version: 1), attempt: 1))
        #expect(receipt.outcome == .answered(status: 200, retryAfterMilliseconds: nil))
    }
}
