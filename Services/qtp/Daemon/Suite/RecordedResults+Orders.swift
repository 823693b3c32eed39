import Domain
import Foundation
import Messages
import OperatorCore
import Postgres

extension RecordedResults {
    /// People's commands about orders, each with its place among the bars; those that changed nothing left no place.
    func commands() async throws -> [RecordedCommand] {
        let rows = try await pool.query(
            """
            SELECT command_id, command, instrument, issuer, reply_to, issued_at, body, taken_at
            FROM commands, LATERAL (
                SELECT min(updated_at) AS taken_at FROM order_events
                WHERE cause_id = 'command/' || command_id OR reason = 'requested: by command/' || command_id
            ) AS place
            WHERE command IN ('place-order', 'cancel-order') AND taken_at IS NOT NULL
            """)
        return try rows.map { row in
            let arguments = try JSONDecoder().decode(
                [String: String].self, from: Data(try row.text("body").utf8))
            // The very entry again: it is read by what reads it from the streams.
            let strings =
                [
                    "type", CommandIssued.schema.type, "id", try row.text("command_id"),
                    "key", try row.text("instrument"), "ts", try row.text("issued_at"),
                    "command", try row.text("command"), "issuer", try row.text("issuer"),
                    "replyTo", try row.text("reply_to"),
                ] + arguments.flatMap { [$0.key, $0.value] }
            guard case .commandIssued(let issued) = try Message(decoding: strings).body else {
                throw PostgresError.unreadable(column: "command")
            }
            return RecordedCommand(issued, takenAt: try row.timestamp("taken_at"))
        }
    }
}
