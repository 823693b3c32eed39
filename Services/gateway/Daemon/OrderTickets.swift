import Domain
import GatewayCore
import Postgres

/// Previewed orders that wait for their owner's word, in the database: one use counts on every gateway.
struct OrderTickets: Sendable {
    let pool: PostgresPool

    /// How long a preview is worth acting on.
    static let lifetimeMilliseconds: Int64 = 60_000

    /// Milliseconds of the database's clock, by which all gateways judge.
    private static let now = "(extract(epoch FROM clock_timestamp()) * 1000)::bigint"
    private static let digest = "encode(sha256(convert_to($1, 'UTF8')), 'hex')"

    /// Value of what a key has placed since midnight UTC.
    func spentToday(by keyID: String) async throws -> Notional {
        try await pool.run { connection in try Self.spent(by: keyID, connection) }
    }

    /// Keeps a ticket, of which the database learns no more than the digest of its token.
    ///
    /// - Returns: when it expires.
    func issue(_ ticket: OrderTicket, token: String, to keyID: String) async throws -> Timestamp {
        let order = ticket.order
        let rows = try await pool.query(
            """
            WITH old AS (DELETE FROM order_tickets WHERE used_by IS NULL AND expires_at < \(Self.now) - 3600000)
            INSERT INTO order_tickets
                (token_digest, key_id, command_id, instrument, side, quantity, worst_price, notional, expires_at)
            VALUES (\(Self.digest), $2, $3, $4, $5, $6::numeric, $7::numeric, $8::numeric, \(Self.now) + $9::bigint)
            RETURNING expires_at
            """,
            [
                PostgresValue(token), PostgresValue(keyID), PostgresValue(ticket.commandID),
                PostgresValue(order.instrument.description), PostgresValue(order.side.rawValue),
                PostgresValue(order.quantity.description), PostgresValue(order.worstPrice.description),
                PostgresValue(ticket.notional.description), PostgresValue(Self.lifetimeMilliseconds),
            ])
        guard let row = rows.first else { throw PostgresError.unreadable(column: "expires_at") }
        return Timestamp(milliseconds: try row.integer("expires_at"))
    }

    /// Counts an order that needs no token against its key's limits, before it is placed.
    ///
    /// - Throws: ``Problem`` where it is beyond them.
    func spend(_ ticket: OrderTicket, _ call: Call) async throws {
        let keyID = call.caller.keyID
        try await pool.transaction { connection in
            try Self.lock(keyID, connection)
            let known = try connection.query(
                "SELECT FROM order_tickets WHERE command_id = $1", [PostgresValue(ticket.commandID)])
            // A repeat whose first attempt left no answer: it is counted already.
            guard known.isEmpty else { return }
            try ticket.checkLimits(call.caller.limits, spentToday: Self.spent(by: keyID, connection))
            let order = ticket.order
            // No token leads to it: what stands in a digest's place is none.
            _ = try connection.query(
                """
                INSERT INTO order_tickets (token_digest, key_id, command_id, instrument, side, quantity, worst_price,
                    notional, expires_at, used_by, used_at)
                VALUES ('command/' || $2, $1, $2, $3, $4, $5::numeric, $6::numeric, $7::numeric, \(Self.now), $8,
                    \(Self.now))
                """,
                [
                    PostgresValue(keyID), PostgresValue(ticket.commandID),
                    PostgresValue(order.instrument.description), PostgresValue(order.side.rawValue),
                    PostgresValue(order.quantity.description), PostgresValue(order.worstPrice.description),
                    PostgresValue(ticket.notional.description), PostgresValue(call.idempotencyKey ?? ""),
                ])
        }
    }

    /// Uses a ticket up in the name of a call.
    ///
    /// - Throws: ``Problem`` where the call may not place the order.
    func use(_ call: Call) async throws -> OrderTicket {
        let token = call.body.text("confirmationToken") ?? ""
        let keyID = call.caller.keyID
        return try await pool.transaction { connection in
            try Self.lock(keyID, connection)
            let rows = try connection.query(
                """
                SELECT command_id, instrument, side, quantity, worst_price, notional, used_by,
                    expires_at < \(Self.now) AS is_expired
                FROM order_tickets WHERE token_digest = \(Self.digest) AND key_id = $2
                """, [PostgresValue(token), PostgresValue(keyID)])
            guard let row = rows.first else { throw OrderTicket.unknown }
            let ticket = try Self.ticket(row)
            try ticket.check(
                call,
                OrderTicket.Standing(
                    usedBy: try row.optionalText("used_by"), isExpired: try row.boolean("is_expired"),
                    spentToday: try Self.spent(by: keyID, connection)))
            _ = try connection.query(
                "UPDATE order_tickets SET used_by = $2, used_at = \(Self.now) WHERE command_id = $1 AND used_by IS NULL",
                [PostgresValue(ticket.commandID), PostgresValue(call.idempotencyKey ?? "")])
            return ticket
        }
    }

    /// Notes that an order was refused after all, so that it does not count against its key's limits.
    func refund(_ ticket: OrderTicket) async throws {
        try await pool.query(
            "UPDATE order_tickets SET is_refused = true WHERE command_id = $1",
            [PostgresValue(ticket.commandID)])
    }

    /// The instrument of an order; nil for an order nobody knows.
    func instrument(of clientOrderID: String) async throws -> InstrumentID? {
        let rows = try await pool.query(
            "SELECT instrument FROM orders WHERE client_order_id = $1", [PostgresValue(clientOrderID)])
        return try rows.first.flatMap { InstrumentID(try $0.text("instrument")) }
    }

    /// One at a time for each key, or two orders at once could each find the day's limit unspent.
    private static func lock(_ keyID: String, _ connection: isolated PostgresConnection) throws {
        _ = try connection.query(
            "SELECT pg_advisory_xact_lock(hashtextextended('order_tickets/' || $1, 0))",
            [PostgresValue(keyID)])
    }

    private static func spent(
        by keyID: String, _ connection: isolated PostgresConnection
    ) throws -> Notional {
        let rows = try connection.query(
            """
            SELECT coalesce(sum(notional), 0) AS spent FROM order_tickets
            WHERE key_id = $1 AND used_by IS NOT NULL AND NOT is_refused
                AND used_at >= \(now) / 86400000 * 86400000
            """, [PostgresValue(keyID)])
        return try rows.first?.value("spent") ?? .zero
    }

    private static func ticket(_ row: PostgresRow) throws -> OrderTicket {
        guard let instrument = InstrumentID(try row.text("instrument")) else {
            throw PostgresError.unreadable(column: "instrument")
        }
        guard let side = Side(rawValue: try row.text("side")) else {
            throw PostgresError.unreadable(column: "side")
        }
        return OrderTicket(
            commandID: try row.text("command_id"),
            order: PlannedOrder(
                instrument: instrument, side: side, quantity: try row.value("quantity"),
                worstPrice: try row.value("worst_price")),
            notional: try row.value("notional"))
    }
}
