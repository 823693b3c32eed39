import FoundationEssentials
import GatewayCore
import Postgres
import Webhooks

/// The webhooks themselves.
struct WebhookStore: Sendable {
    let pool: PostgresPool

    /// A webhook as it is stored.
    struct Stored: Sendable {
        let id: String
        let definition: WebhookDefinition
        let sealedTarget: String
        let secretVersion: Int
    }

    /// The recorder holds every event against every webhook: enough for a deployment, few enough to cost nothing.
    static let limit = 100

    /// Adds a webhook; one of this id that is there already stays as it is.
    ///
    /// - Throws: ``Problem`` 409 when there are too many.
    func add(
        _ id: String, _ definition: WebhookDefinition, target: WebhookTarget, sealed: String,
        by creator: String
    ) async throws {
        let added = try await pool.query(
            """
            INSERT INTO webhooks (webhook_id, label, format, filter, host, target, has_authorization, enabled,
                created_by)
            SELECT $1, $2, $3, $4::json, $5, $6, $7::boolean, $8::boolean, $9
            WHERE (SELECT count(*) FROM webhooks) < $10::bigint OR EXISTS (
                SELECT FROM webhooks WHERE webhook_id = $1)
            ON CONFLICT (webhook_id) DO UPDATE SET webhook_id = EXCLUDED.webhook_id
            """,
            [
                PostgresValue(id), PostgresValue(definition.label), PostgresValue(definition.format.rawValue),
                PostgresValue(try Self.text(of: definition.filter)), PostgresValue(target.host),
                PostgresValue(sealed), PostgresValue(!target.authorization.isEmpty),
                PostgresValue(definition.isEnabled), PostgresValue(creator), PostgresValue(Self.limit),
            ])
        guard added.affected == 1 else {
            throw Problem(
                status: 409, kind: "too-many-webhooks", title: "Too many webhooks",
                detail: "There are \(Self.limit) webhooks already; delete one that is not needed any more.")
        }
    }

    /// Reads a webhook.
    ///
    /// - Throws: ``Problem`` 404 where there is none.
    func find(_ id: String) async throws -> Stored {
        let rows = try await pool.query(
            """
            SELECT label, format, filter::text AS filter, enabled, target, secret_version FROM webhooks
            WHERE webhook_id = $1
            """, [PostgresValue(id)])
        guard let row = rows.first else { throw Problem.notFound("There is no webhook \(id).") }
        guard let format = WebhookFormat(rawValue: try row.text("format")) else {
            throw PostgresError.unreadable(column: "format")
        }
        let filter = try JSONDecoder().decode(WebhookFilter.self, from: Data(try row.text("filter").utf8))
        return Stored(
            id: id,
            definition: WebhookDefinition(
                label: try row.text("label"), format: format, filter: filter,
                isEnabled: try row.boolean("enabled")),
            sealedTarget: try row.text("target"), secretVersion: try row.value("secret_version"))
    }

    /// Puts a new definition in the place of the old one, and a new target where one is given.
    ///
    /// Whoever works on the webhook loses it, and with it what he has read of the old form. Switched on, it is as good as new.
    func change(
        _ id: String, to definition: WebhookDefinition, target: (plain: WebhookTarget, sealed: String)?
    ) async throws {
        _ = try await pool.query(
            """
            UPDATE webhooks SET label = $2, format = $3, filter = $4::json,
                failing_since = CASE WHEN enabled <> $5::boolean THEN NULL ELSE failing_since END,
                disabled_reason = CASE WHEN $5::boolean THEN '' ELSE disabled_reason END,
                enabled = $5::boolean, host = coalesce($6, host), target = coalesce($7, target),
                has_authorization = coalesce($8::boolean, has_authorization),
                updated_at = now_milliseconds(), claim_token = claim_token + 1, claimed_until = 0
            WHERE webhook_id = $1
            """,
            [
                PostgresValue(id), PostgresValue(definition.label), PostgresValue(definition.format.rawValue),
                PostgresValue(try Self.text(of: definition.filter)), PostgresValue(definition.isEnabled),
                PostgresValue(target?.plain.host), PostgresValue(target?.sealed),
                PostgresValue(target.map { String(!$0.plain.authorization.isEmpty) }),
            ])
    }

    /// Makes a new version of the secret the one in use.
    func rotateSecret(of id: String, from version: Int) async throws {
        // From the version that was read: a repeat of the request must not skip one.
        _ = try await pool.query(
            """
            UPDATE webhooks SET secret_version = $2::integer + 1, updated_at = now_milliseconds(),
                claim_token = claim_token + 1, claimed_until = 0
            WHERE webhook_id = $1 AND secret_version = $2::integer
            """, [PostgresValue(id), PostgresValue(version)])
    }

    /// Deletes a webhook and its deliveries.
    ///
    /// - Throws: ``Problem`` 404 where there is none.
    func delete(_ id: String) async throws {
        let count = try await pool.transaction { connection in
            let webhooks = try connection.query(
                "DELETE FROM webhooks WHERE webhook_id = $1", [PostgresValue(id)])
            try connection.query("DELETE FROM webhook_deliveries WHERE webhook_id = $1", [PostgresValue(id)])
            return webhooks.affected
        }
        guard count > 0 else { throw Problem.notFound("There is no webhook \(id).") }
    }

    /// Which of a webhook's deliveries are put in line again.
    enum Choice: Sendable {
        case one(String)
        case dead
        case occurred(from: Int64, to: Int64)
    }

    /// Puts deliveries in line again that were sent or given up, each in the place it had, with all its attempts before it.
    func requeue(_ choice: Choice, of id: String) async throws -> Int {
        var values = [PostgresValue(id)]
        let condition: String
        switch choice {
        case .one(let delivery):
            condition = "delivery_id = $2 AND state <> 'pending'"
            values.append(PostgresValue(delivery))
        case .dead: condition = "state = 'dead'"
        case .occurred(let from, let to):
            condition = "occurred_at >= $2::bigint AND occurred_at < $3::bigint AND state <> 'pending'"
            values += [PostgresValue(from), PostgresValue(to)]
        }
        return try await pool.query(
            """
            UPDATE webhook_deliveries SET state = 'pending', attempts = 0, next_attempt_at = 0, finished_at = NULL
            WHERE webhook_id = $1 AND \(condition)
            """, values
        ).affected
    }

    /// Whether there is such a delivery.
    func hasDelivery(_ delivery: String, of id: String) async throws -> Bool {
        try await !pool.query(
            "SELECT 1 AS found FROM webhook_deliveries WHERE webhook_id = $1 AND delivery_id = $2",
            [PostgresValue(id), PostgresValue(delivery)]
        ).isEmpty
    }

    private static func text(of filter: WebhookFilter) throws -> String {
        String(decoding: try JSONEncoder().encode(filter), as: UTF8.self)
    }
}
