import Bus
import Domain
import GatewayCore
import Messages
import Postgres
import ServerSupport
import Testing
import Webhooks

@testable import GatewayDaemon

@Suite(.enabled(if: PostgresServer.isInstalled), .timeLimit(.minutes(5)))
struct `Webhook outbox` {
    @Test func `a batch that comes again adds no delivery`() async throws {
        let fixture = try await WebhookFixture.start()
        try await fixture.add("wh_1", url: "https://example.com/")
        try await fixture.add("wh_2", url: "https://example.com/")
        try await fixture.add("wh_3", url: "https://example.com/", events: [.barClosed])
        try await fixture.record(1...3)
        let once = try await fixture.database.content(of: "webhook_deliveries")
        #expect(try await fixture.count("pending") == 6)
        try await fixture.record(1...3)
        #expect(try await fixture.database.content(of: "webhook_deliveries") == once)
        #expect(try await fixture.database.count("SELECT count(*) FROM fills") == 3)
    }

    @Test func `deliveries of a webhook are numbered in the order of the events`() async throws {
        let fixture = try await WebhookFixture.start()
        try await fixture.add("wh_1", url: "https://example.com/")
        try await fixture.record(1...50)
        let rows = try await fixture.database.pool.query(
            "SELECT occurred_at FROM webhook_deliveries ORDER BY sequence")
        #expect(try rows.map { try $0.integer("occurred_at") } == Array(1...50))
    }

    @Test func `nothing is put down for a webhook that is off, gone, or of a form nobody knows`() async throws
    {
        let fixture = try await WebhookFixture.start()
        for id in ["wh_off", "wh_gone", "wh_odd"] { try await fixture.add(id, url: "https://example.com/") }
        _ = try await fixture.database.pool.query(
            "UPDATE webhooks SET enabled = false WHERE webhook_id = 'wh_off'")
        try await fixture.store.delete("wh_gone")
        _ = try await fixture.database.pool.query(
            #"UPDATE webhooks SET filter = '{"events":["dream.dreamt"]}' WHERE webhook_id = 'wh_odd'"#)
        try await fixture.record(1...2)
        #expect(try await fixture.count("pending") == 0)
        #expect(try await fixture.database.count("SELECT count(*) FROM fills") == 2)
    }

    @Test func `what only the secret can open is not in the database`() async throws {
        let fixture = try await WebhookFixture.start()
        try await fixture.add(
            "wh_1", url: "https://hooks.slack.com/services/T0/B0/canary", authorization: "Bearer canary")
        let content = try await fixture.database.content(of: "webhooks")
        #expect(content.contains("hooks.slack.com"))
        #expect(!content.contains("canary") && !content.contains("whsec_"))
        let stored = try await fixture.store.find("wh_1")
        #expect(fixture.vault.open(stored.sealedTarget, of: "wh_1")?.authorization == "Bearer canary")
        #expect(fixture.vault.open(stored.sealedTarget, of: "wh_2") == nil, "it opens for its webhook alone")
    }
}
