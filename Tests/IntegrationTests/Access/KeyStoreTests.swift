import AccessControl
import Domain
import Foundation
import Postgres
import ServerSupport
import Testing

@testable import GatewayDaemon

@Suite(.enabled(if: PostgresServer.isInstalled), .timeLimit(.minutes(5)))
struct `Keys in the database` {
    let database: PostgresDatabase
    let store: KeyStore
    let now = Timestamp(milliseconds: 1_700_000_000_000)

    init() async throws {
        database = try await PostgresDatabase.migrated()
        store = KeyStore(pool: database.pool)
    }

    private func request(
        scope: String = "paper", expiresAt: Int64? = nil, limits: KeyLimits = KeyLimits()
    ) -> KeyRequest {
        KeyRequest(
            label: "a test", scope: scope, expiresAt: expiresAt.map(Timestamp.init(milliseconds:)),
            limits: limits)
    }

    @Test func `are found again, with all that was asked for and never the secret`() async throws {
        let limits = KeyLimits(
            requestsPerMinute: 10, orderNotional: Notional("1000.5"), dailyNotional: Notional("0"),
            orderQuantities: [
                InstrumentID(venue: "sim", symbol: "BTCUSD"): Quantity(whole: 2),
                InstrumentID(venue: "sim", symbol: #"odd"quoted"#): try Quantity(parsing: "0.00000001"),
            ])
        let request = request(expiresAt: now.milliseconds + 1, limits: limits)
        let made = try await store.create(request, by: "qtp", at: now)
        let found = try #require(try await store.find(made.key.id))
        #expect(found == made.record && found.limits == limits && found.createdAt == now)
        #expect(made.key.matches(hash: found.hash))
        #expect(try await store.find("0011223344556677") == nil)
        let secret = try #require(made.key.revealed.split(separator: "_", maxSplits: 2).last)
        #expect(!(try await database.content(of: "api_keys")).contains(secret))
    }

    @Test func `end when they are revoked, once`() async throws {
        let id = try await store.create(request(), by: "qtp", at: now).key.id
        let first = try await store.revoke(id, at: Timestamp(milliseconds: 5))
        let second = try await store.revoke(id, at: Timestamp(milliseconds: 9))
        #expect(first.before.revokedAt == nil && first.after.revokedAt?.milliseconds == 5)
        #expect(second.before == first.after && second.after == first.after)
        await #expect(throws: AccessError.noSuchKey("0011223344556677")) {
            try await store.revoke("0011223344556677", at: now)
        }
    }

    @Test func `are made once under one name, also when the first attempt could not answer`() async throws {
        let name = KeyName("my-request", of: "caller", repeatedSince: nil)
        let first = try await store.create(request(), by: "caller", at: now, under: name)
        let again = KeyName("my-request", of: "caller", repeatedSince: now)
        let later = Timestamp(milliseconds: now.milliseconds + 20_000)
        let second = try await store.create(request(), by: "caller", at: later, under: again)
        #expect(second.key.id == first.key.id && second.key.revealed != first.key.revealed)
        #expect(try await store.all() == [second.record])
        #expect(second.key.matches(hash: try #require(try await store.find(first.key.id)).hash))
        // The same name on another day, or of somebody else, is another key's; and so is one that is in use.
        let tomorrow = try await store.create(request(), by: "caller", at: later, under: name)
        let other = try await store.create(
            request(), by: "x", at: later, under: KeyName("my-request", of: "x", repeatedSince: now))
        try await store.noteUse([second.key.id: later])
        let used = try await store.create(request(), by: "caller", at: later, under: again)
        #expect(Set([first.key.id, tomorrow.key.id, other.key.id, used.key.id]).count == 4)
    }

    @Test func `are replaced once under one name`() async throws {
        let old = try await store.create(request(), by: "qtp", at: now).key.id
        let first = try await store.rotate(
            old, grace: .zero, by: "x", at: now, under: KeyName("n", of: "x", repeatedSince: nil))
        let again = KeyName("n", of: "x", repeatedSince: now)
        let second = try await store.rotate(old, grace: .zero, by: "x", at: now, under: again)
        #expect(first.made.key.id == second.made.key.id)
        #expect(try await store.all().count == 2)
        let stored = try #require(try await store.find(second.made.key.id))
        #expect(second.made.key.matches(hash: stored.hash) && stored.state(at: now) == .active)
        await #expect(throws: AccessError.notActive(old, .expired)) {
            try await store.rotate(
                old, grace: .zero, by: "x", at: now, under: KeyName("m", of: "x", repeatedSince: now))
        }
    }

    @Test func `are replaced by one of the same rights, and end after the grace or before`() async throws {
        let old = try await store.create(
            request(scope: "trade", limits: KeyLimits(requestsPerMinute: 7)), by: "qtp", at: now)
        let rotated = try await store.rotate(old.key.id, grace: .seconds(60), by: "x", at: now)
        #expect(rotated.change.after.expiresAt?.milliseconds == now.milliseconds + 60_000)
        #expect(rotated.change.after.replacedBy == rotated.made.key.id)
        #expect(rotated.made.record.scope == "trade" && rotated.made.record.limits.requestsPerMinute == 7)
        #expect(rotated.made.record.expiresAt == nil && rotated.made.key.hash != old.key.hash)

        let short = try await store.create(request(expiresAt: now.milliseconds + 10), by: "qtp", at: now)
        let sooner = try await store.rotate(short.key.id, grace: .seconds(60), by: "x", at: now)
        #expect(sooner.change.after.expiresAt?.milliseconds == now.milliseconds + 10)

        let later = Timestamp(milliseconds: now.milliseconds + 10)
        await #expect(throws: AccessError.notActive(short.key.id, .expired)) {
            try await store.rotate(short.key.id, grace: .zero, by: "x", at: later)
        }
    }

    @Test func `remember their last use, and an older one changes nothing`() async throws {
        let id = try await store.create(request(), by: "qtp", at: now).key.id
        for moment in [20, 10] as [Int64] {
            try await store.noteUse([id: Timestamp(milliseconds: moment), "gone": Timestamp(milliseconds: 1)])
        }
        #expect(try await store.find(id)?.lastUsedAt?.milliseconds == 20)
    }

    @Test func `are not made without what is written to the audit log with them`() async throws {
        let entry = AuditEntry(
            occurredAt: now, keyID: "qtp", keyLabel: "me", scope: "admin", operation: "createKey",
            before: "no json", outcome: .done, status: 200, requestID: "1")
        await #expect(throws: PostgresError.self) {
            try await store.create(request(), by: "qtp", at: now) { _ in [entry] }
        }
        #expect(try await database.count("SELECT count(*) FROM api_keys") == 0)
    }

    @Test(arguments: [
        "UPDATE audit_log SET reason = 'nothing'", "DELETE FROM audit_log", "TRUNCATE audit_log",
    ])
    func `leave a log that only grows`(statement: String) async throws {
        let entry = AuditEntry(
            occurredAt: now, keyID: "qtp", keyLabel: "me", scope: "admin", operation: "revokeKey",
            target: "x", reason: "why", after: #"{"a":1}"#, outcome: .done, status: 200, requestID: "1")
        try await database.pool.transaction { connection in try entry.store(on: connection) }
        let before = try await database.content(of: "audit_log")
        #expect(before.contains("why"))
        await #expect(throws: PostgresError.self) { try await database.pool.query(statement) }
        #expect(try await database.content(of: "audit_log") == before)
    }

    @Test func `are refused by every gateway within two seconds of their revocation`() async throws {
        let made = try await store.create(request(), by: "qtp", at: now)
        // Two gateways have one each, and nothing in common but the database.
        let rings = [KeyRing(store: store), KeyRing(store: KeyStore(pool: database.pool))]
        for ring in rings { #expect(try await ring.record(of: made.key.id)?.revokedAt == nil) }
        _ = try await store.revoke(made.key.id, at: now)
        let revoked = ContinuousClock.now
        for ring in rings {
            while try await ring.record(of: made.key.id)?.revokedAt == nil {
                try #require(ContinuousClock.now - revoked < KeyRing.longestAge + .seconds(20))
                try await Task.sleep(for: .milliseconds(50))
            }
        }
        #expect(KeyRing.longestAge == .seconds(2))
    }

    @Test func `open nothing while the database is away and they are not remembered`() async throws {
        let database = try await PostgresDatabase.migrated(ownServer: true)
        let store = KeyStore(pool: database.pool)
        let made = try await store.create(request(), by: "qtp", at: now)
        try await database.server.stop()
        await #expect(throws: PostgresError.self) { try await KeyRing(store: store).record(of: made.key.id) }
    }
}
