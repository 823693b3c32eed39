import Domain
import GatewayCore
import Messages
import Postgres
import RedisStreams

/// Doors for charting services, in the database, and how often each was used, in Redis: the same for all gateways.
struct AlertHookStore: Sendable {
    let pool: PostgresPool
    let bus: RedisBus

    /// Keeps a hook; false where one of that id is there already.
    func add(_ hook: AlertHook) async throws -> Bool {
        let added = try await pool.query(
            """
            INSERT INTO alert_hooks (hook_id, label, secret_hash, instruments, strength, time_to_live,
                alerts_per_minute, created_by, created_at)
            VALUES ($1, $2, $3, $4::json, $5::numeric, $6::bigint, $7::integer, $8, $9::bigint)
            ON CONFLICT DO NOTHING
            """,
            [
                PostgresValue(hook.id), PostgresValue(hook.label), PostgresValue(hook.secretHash),
                PostgresValue(hook.symbolsJSON.encoded), PostgresValue(hook.strength.description),
                PostgresValue(hook.timeToLive?.description), PostgresValue(hook.alertsPerMinute),
                PostgresValue(hook.createdBy), PostgresValue(hook.createdAt.milliseconds),
            ])
        return added.affected == 1
    }

    private static let columns =
        "hook_id, label, secret_hash, instruments::text, strength, time_to_live, alerts_per_minute, created_by, created_at"

    /// The hook of that id; nil where there is none.
    func find(_ id: String) async throws -> AlertHook? {
        try await pool.query(
            "SELECT \(Self.columns) FROM alert_hooks WHERE hook_id = $1", [PostgresValue(id)]
        ).first.map { try Self.hook($0) }
    }

    /// Removes the hook of that id, and gives it as it was; nil where there was none.
    func remove(_ id: String) async throws -> AlertHook? {
        try await pool.query(
            "DELETE FROM alert_hooks WHERE hook_id = $1 RETURNING \(Self.columns)", [PostgresValue(id)]
        ).first.map { try Self.hook($0) }
    }

    private static func hook(_ row: PostgresRow) throws -> AlertHook {
        guard let symbols = try? JSONParser.parse(Array(try row.text("instruments").utf8)) else {
            throw PostgresError.unreadable(column: "instruments")
        }
        return AlertHook(
            id: try row.text("hook_id"), label: try row.text("label"),
            secretHash: try row.text("secret_hash"), symbols: AlertHook.symbols(from: symbols),
            strength: try row.value("strength"), timeToLive: try row.optionalValue("time_to_live"),
            alertsPerMinute: Int(try row.integer("alerts_per_minute")),
            createdBy: try row.text("created_by"),
            createdAt: Timestamp(milliseconds: try row.integer("created_at")))
    }

    /// Counts one use of a hook; false where its minute is used up.
    func countUse(of hook: AlertHook, at now: Timestamp) async throws -> Bool {
        let key = CounterKind.hook.key("\(hook.id):\(now.milliseconds / 60_000)")
        // Made with its end of life before it is counted up: a gateway that dies in between leaves nothing behind.
        _ = try await bus.inspect(["SET", key, "0", "EX", "120", "NX"])
        let uses = Int(try await bus.inspect(["INCR", key])) ?? 0
        return uses <= hook.alertsPerMinute
    }
}
