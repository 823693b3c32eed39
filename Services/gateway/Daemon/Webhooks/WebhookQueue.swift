import AccessControl
import Domain
import GatewayCore
import Messages
import Postgres
import ServiceRuntime

/// The deliveries that wait, as all dispatchers of all gateways share them.
///
/// A dispatcher claims a webhook, not a delivery: whoever holds the webhook sends its deliveries one after the other, which keeps
/// their order and keeps two from sending the same one at once. All times are the database's, so that replicas need no common clock.
struct WebhookQueue: Sendable {
    let pool: PostgresPool
    /// Who claims.
    let owner: String
    let leaseMilliseconds: Int64

    /// A webhook that is ours for as long as its lease is renewed.
    struct Claim: Sendable {
        let webhookID: String
        let token: Int64
        let format: WebhookFormat
        let sealedTarget: String
        let secretVersion: Int
    }

    /// What is to be sent next for a webhook.
    struct Delivery: Sendable {
        let id: String
        let eventID: String
        /// The entry's fields, JSON: name, value, name, value.
        let message: String
        /// Attempts so far.
        let attempts: Int
        /// When the webhook began to fail; nil while it does not.
        let failingSince: Int64?
        /// The database's time.
        let now: Int64
    }

    /// Takes webhooks whose next delivery is due and that nobody works on.
    func claim(atMost count: Int) async throws -> [Claim] {
        let rows = try await pool.query(
            """
            UPDATE webhooks SET claimed_by = $1, claimed_until = now_milliseconds() + $2,
                claim_token = claim_token + 1
            WHERE webhook_id IN (
                SELECT webhook_id FROM webhooks
                CROSS JOIN LATERAL (
                    SELECT next_attempt_at FROM webhook_deliveries
                    WHERE webhook_deliveries.webhook_id = webhooks.webhook_id AND state = 'pending'
                    ORDER BY sequence LIMIT 1
                ) AS head
                WHERE enabled AND claimed_until <= now_milliseconds() AND next_attempt_at <= now_milliseconds()
                ORDER BY claimed_until, webhook_id LIMIT $3
                FOR UPDATE OF webhooks SKIP LOCKED
            )
            RETURNING webhook_id, claim_token, format, target, secret_version
            """,
            [PostgresValue(owner), PostgresValue(leaseMilliseconds), PostgresValue(count)])
        return try rows.map { row in
            guard let format = WebhookFormat(rawValue: try row.text("format")) else {
                throw PostgresError.unreadable(column: "format")
            }
            return Claim(
                webhookID: try row.text("webhook_id"), token: try row.integer("claim_token"), format: format,
                sealedTarget: try row.text("target"), secretVersion: try row.value("secret_version"))
        }
    }

    /// Renews the lease and reads what is to be sent next.
    ///
    /// - Returns: nil when nothing is due, the webhook was switched off, or it is somebody else's by now.
    func next(of claim: Claim) async throws -> Delivery? {
        let rows = try await pool.query(
            """
            WITH lease AS (
                UPDATE webhooks SET claimed_until = now_milliseconds() + $3
                WHERE webhook_id = $1 AND claim_token = $2 AND enabled
                RETURNING webhook_id, failing_since
            )
            SELECT delivery_id, event_id, message::text AS message, attempts, next_attempt_at, failing_since,
                now_milliseconds() AS now
            FROM lease JOIN webhook_deliveries USING (webhook_id)
            WHERE state = 'pending' ORDER BY sequence LIMIT 1
            """,
            [PostgresValue(claim.webhookID), PostgresValue(claim.token), PostgresValue(leaseMilliseconds)])
        guard let row = rows.first, try row.integer("next_attempt_at") <= row.integer("now") else {
            return nil
        }
        return Delivery(
            id: try row.text("delivery_id"), eventID: try row.text("event_id"),
            message: try row.text("message"), attempts: try row.value("attempts"),
            failingSince: try row.optionalValue("failing_since"), now: try row.integer("now"))
    }

    /// Writes down what became of an attempt, and switches the webhook off where there is a reason to.
    ///
    /// Does nothing for a dispatcher whose lease has gone to another one meanwhile: that one has sent, or will send, the delivery
    /// again, under the same id.
    func record(
        _ verdict: WebhookVerdict, of delivery: Delivery, under claim: Claim, disablingFor reason: String?
    ) async throws {
        let (state, status, error, wait): (String, Int?, String, Int64) =
            switch verdict {
            case .sent(let status): ("sent", status, "", 0)
            case .retry(let status, let error, let wait): ("pending", status, error, wait)
            case .dead(let status, let error): ("dead", status, error, 0)
            }
        let statement = """
            WITH lease AS (
                UPDATE webhooks SET
                    failing_since = CASE WHEN $3 = 'sent' THEN NULL
                        ELSE coalesce(failing_since, now_milliseconds()) END,
                    enabled = enabled AND $7 = '',
                    disabled_reason = CASE WHEN $7 = '' THEN disabled_reason ELSE $7 END
                WHERE webhook_id = $1 AND claim_token = $2
                RETURNING webhook_id
            )
            UPDATE webhook_deliveries SET state = $3, attempts = attempts + 1, last_status = $4::integer,
                last_error = $5, next_attempt_at = now_milliseconds() + $6,
                finished_at = CASE WHEN $3 = 'pending' THEN NULL ELSE now_milliseconds() END
            FROM lease WHERE delivery_id = $8 AND webhook_deliveries.webhook_id = lease.webhook_id
            """
        let values = [
            PostgresValue(claim.webhookID), PostgresValue(claim.token), PostgresValue(state),
            PostgresValue(status.map(String.init)), PostgresValue(Self.storable(error)),
            PostgresValue(wait), PostgresValue(Self.storable(reason ?? "")), PostgresValue(delivery.id),
        ]
        guard let reason else {
            _ = try await pool.query(statement, values)
            return
        }
        // Nobody asked for it, so the log is the only one to tell; both or neither.
        let entry = Self.entry(claim.webhookID, Self.storable(reason), delivery)
        try await pool.transaction { connection in
            guard try connection.query(statement, values).affected > 0 else { return }
            try entry.store(on: connection)
        }
    }

    private static func entry(_ webhookID: String, _ reason: String, _ delivery: Delivery) -> AuditEntry {
        func document(_ isEnabled: Bool) -> String {
            (["id": .text(webhookID), "isEnabled": .boolean(isEnabled)] as JSONValue).encoded
        }
        return AuditEntry(
            occurredAt: .now, keyID: "gateway", keyLabel: "by itself", scope: Scope.admin.rawValue,
            operation: Operation.updateWebhook.rawValue, target: webhookID, reason: reason,
            before: document(true), after: document(false), outcome: .done, status: 200,
            requestID: "webhook/\(delivery.id)/\(delivery.attempts + 1)")
    }

    /// Lets others have the webhook.
    func release(_ claim: Claim) async throws {
        _ = try await pool.query(
            "UPDATE webhooks SET claimed_by = '', claimed_until = 0 WHERE webhook_id = $1 AND claim_token = $2",
            [PostgresValue(claim.webhookID), PostgresValue(claim.token)])
    }

    /// How much waits, and for how long the oldest of it, in milliseconds.
    func backlog() async throws -> (pending: Int64, oldestMilliseconds: Int64) {
        let rows = try await pool.query(
            """
            SELECT count(*) AS pending,
                coalesce(now_milliseconds() - min(webhook_deliveries.created_at), 0) AS oldest
            FROM webhook_deliveries JOIN webhooks USING (webhook_id) WHERE state = 'pending' AND enabled
            """)
        guard let row = rows.first else { return (0, 0) }
        return (try row.integer("pending"), max(try row.integer("oldest"), 0))
    }

    /// Removes what is done and older than that, and what belongs to no webhook any more; at most so many at a time.
    ///
    /// - Returns: how many were removed.
    func sweep(olderThanMilliseconds age: Int64, atMost limit: Int) async throws -> Int {
        try await pool.query(
            """
            DELETE FROM webhook_deliveries WHERE delivery_id IN (
                SELECT delivery_id FROM webhook_deliveries
                WHERE (state <> 'pending' AND finished_at < now_milliseconds() - $1)
                    OR NOT EXISTS (
                        SELECT FROM webhooks WHERE webhooks.webhook_id = webhook_deliveries.webhook_id)
                LIMIT $2
            )
            """, [PostgresValue(age), PostgresValue(limit)]
        ).affected
    }

    /// A text as a column takes it: what a receiver says is not to be trusted to have no zero byte, or an end.
    private static func storable(_ text: String) -> String {
        String(text.prefix(500)).replacing("\0", with: "\u{FFFD}")
    }
}
