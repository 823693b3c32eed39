import AccessControl
import Domain
import GatewayCore
import Logging
import Postgres
import ServerSupport
import ServiceRuntime
import Synchronization
import Testing

@testable import GatewayDaemon

@Suite(.enabled(if: PostgresServer.isInstalled), .timeLimit(.minutes(5)))
struct `Rights of what is open` {
    let database: PostgresDatabase
    let store: KeyStore
    let authenticator: Authenticator
    let rights: LiveRights

    init() async throws {
        database = try await PostgresDatabase.migrated()
        store = KeyStore(pool: database.pool)
        let logger = Logger(label: "test")
        authenticator = Authenticator(
            configured: Secret("configured-0123456789abcdef"),
            tokenSecret: Secret("k3Jd9-vQ2mXz7TbW8rLp4NcY6sHf1GaE"), keys: KeyRing(store: store),
            use: KeyUse(store: store, logger: logger))
        rights = LiveRights(authenticator: authenticator, logger: logger)
    }

    /// Kinds of problems by which rights have ended, by name.
    private final class Ends: Sendable {
        private let kinds = Mutex<[String: String]>([:])
        func note(_ name: String, _ problem: Problem) { kinds.withLock { $0[name] = problem.kind } }
        var all: [String: String] { kinds.withLock { $0 } }
    }

    private func made(_ scope: String, expiresIn seconds: Int64? = nil) async throws -> KeyStore.Made {
        let now = Timestamp.now
        return try await store.create(
            KeyRequest(
                label: scope, scope: scope,
                expiresAt: seconds.map { Timestamp(milliseconds: now.milliseconds + $0 * 1000) },
                limits: KeyLimits()),
            by: "test", at: now)
    }

    @Test func `end with their key, their token or their scope, and no sooner`() async throws {
        let ends = Ends()
        func hold(_ name: String, _ presented: String, for scope: Scope = .read) async throws -> LiveRight {
            let caller = try await authenticator.caller(presenting: presented)
            return rights.hold(caller, for: .key(scope)) { ends.note(name, $0) }
        }
        let revoked = try await made("trade")
        let narrowed = try await made("trade")
        let removed = try await made("read")
        let good = try await made("read")
        let goodCaller = try await authenticator.caller(presenting: good.key.revealed)
        let token = try await authenticator.token(for: goodCaller, scope: .read, lifetime: .seconds(6)).text
        let open = [
            try await hold("revoked", revoked.key.revealed),
            try await hold("narrowed", narrowed.key.revealed, for: .trade),
            try await hold("narrowed but wide enough", narrowed.key.revealed),
            try await hold("removed", removed.key.revealed),
            try await hold("expired", try await made("read", expiresIn: 6).key.revealed),
            try await hold("token", token), try await hold("good", good.key.revealed),
            try await hold("configured", "configured-0123456789abcdef", for: .admin),
        ]
        rights.release(try await hold("released", revoked.key.revealed))
        let watching = Task { [rights] in try await rights.run() }
        defer { watching.cancel() }
        _ = try await store.revoke(revoked.key.id, at: .now)
        try await database.pool.query(
            "UPDATE api_keys SET scope = 'paper' WHERE id = $1", [PostgresValue(narrowed.key.id)])
        try await database.pool.query("DELETE FROM api_keys WHERE id = $1", [PostgresValue(removed.key.id)])

        let expected = [
            "revoked": "key-revoked", "narrowed": "scope", "removed": "unauthorized",
            "expired": "key-expired",
            "token": "token-expired",
        ]
        // The token and the expired key have six seconds to live; an end is told within five of its cause.
        let deadline = ContinuousClock.now + .seconds(60)
        while ends.all.count < expected.count, ContinuousClock.now < deadline {
            try await Task.sleep(for: .milliseconds(50))
        }
        try await Task.sleep(for: .seconds(3))
        #expect(ends.all == expected)
        #expect(open.filter { $0.problem != nil }.count == expected.count)
    }

    @Test func `outlive a short absence of the database`() async throws {
        let own = try await PostgresDatabase.migrated(ownServer: true)
        let store = KeyStore(pool: own.pool)
        let logger = Logger(label: "test")
        let authenticator = Authenticator(
            configured: Secret("configured-0123456789abcdef"), tokenSecret: Secret(""),
            keys: KeyRing(store: store), use: KeyUse(store: store, logger: logger))
        let rights = LiveRights(authenticator: authenticator, logger: logger)
        let made = try await store.create(
            KeyRequest(label: "l", scope: "read", expiresAt: nil, limits: KeyLimits()), by: "test", at: .now)
        let ends = Ends()
        let right = rights.hold(
            try await authenticator.caller(presenting: made.key.revealed), for: .key(.read)
        ) { ends.note("database", $0) }
        let watching = Task { try await rights.run() }
        defer { watching.cancel() }
        try await own.server.kill()
        try await Task.sleep(for: .seconds(8))
        #expect(ends.all.isEmpty && right.problem == nil)
    }
}
