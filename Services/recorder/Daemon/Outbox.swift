import Bus
import Postgres
import Webhooks

/// Puts down, for every webhook that wants an event, that it is still to be told.
///
/// In the transaction that stores the event: so every event is put down once, however often its batch comes, and the streams
/// need no further reader that could hold them back.
enum Outbox {
    private static let subscriptions = PreparedStatement(
        "webhook_subscriptions", "SELECT webhook_id, filter::text AS filter FROM webhooks WHERE enabled")

    private static let insert = PreparedStatement("enqueue_deliveries", OutboxRows.insert)

    static func enqueue(_ entries: [StreamEntry], on connection: isolated PostgresConnection) throws {
        // Without one that somebody could want, nobody needs to be asked.
        guard entries.contains(where: { WebhookEvent($0.message) != nil }) else { return }
        let takers = try connection.query(subscriptions).compactMap { row in
            WebhookSubscription(id: try row.text("webhook_id"), filterText: try row.text("filter"))
        }
        guard !takers.isEmpty else { return }
        let rows = OutboxRows(entries.lazy.map(\.message), to: takers)
        guard !rows.isEmpty else { return }
        try connection.query(insert, rows.values.map { PostgresValue(array: $0) })
    }
}
