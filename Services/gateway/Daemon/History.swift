import Domain
import GatewayCore
import Messages
import Postgres

/// What the recorder has stored, read for the API.
struct History: Sendable {
    let pool: PostgresPool
    /// Positions are marked at the last close of this interval.
    let tradedInterval: Interval

    /// The page a call asks for, where its route answers with one.
    func page(for call: Call) async throws -> Answer {
        guard case .page(let resource) = call.operation.route.answer, let listing = resource.listing else {
            preconditionFailure("\(call.operation.rawValue) answers with no page")
        }
        let query = try PageQuery(resource, listing, call.values)
        return .json(try await pool.run { connection in try connection.page(query) }.json())
    }

    /// The record whose id a call names, where its route answers with one.
    func record(for call: Call) async throws -> Answer {
        guard case .one(let resource) = call.operation.route.answer else {
            preconditionFailure("\(call.operation.rawValue) answers with no record")
        }
        let name = call.operation.route.parameters.first { $0.place == .path }?.name ?? ""
        return .json(try await record(of: resource, id: call.values.text(name) ?? ""))
    }

    /// The record of that id.
    ///
    /// - Throws: ``Problem`` when there is none.
    func record(of resource: Resource, id: String) async throws -> JSONValue {
        let missing = Problem.notFound("There is no \(resource.name.lowercased()) \(id.prefix(128)).")
        guard let query = RecordQuery(resource, id: id) else { throw missing }
        let rows = try await pool.query(query.sql, query.values.map { PostgresValue($0) })
        guard let row = rows.first else { throw missing }
        return .raw(try row.text("record"))
    }

    /// A page of candles, and the gaps within it.
    func candles(for call: Call, stored: [Interval]) async throws -> Answer {
        let candles = try CandlePage(call.values, stored: stored)
        let query = try PageQuery(.candle, candles.listing, call.values)
        return try await pool.run { connection in
            let page = try connection.page(query)
            let within = candles.gaps(of: page)
            let gaps = try connection.query(within.sql, within.values.map { PostgresValue($0) })
            return .json(page.json(beside: [("gaps", .raw(try gaps.first?.text("gaps") ?? "[]"))]))
        }
    }

    /// The newest candle of an instrument and interval.
    ///
    /// - Throws: ``Problem`` when there is none.
    func latestCandle(_ values: RequestValues, stored: [Interval]) async throws -> JSONValue {
        let query = try CandlePage.latest(values, stored: stored)
        let page = try await pool.run { connection in try connection.page(query) }
        guard case .array(let items) = page.items.parsed, let candle = items.first else {
            throw Problem.notFound(
                "No bar of this instrument and interval has closed yet; GET /v1/instruments lists the instruments."
            )
        }
        return candle
    }

    /// Why a decision came out as it did; nil when there is none.
    func explanation(of reference: DecisionReference) async throws -> Explanation? {
        let bar: [PostgresValue] = [
            PostgresValue(reference.instrument.description), PostgresValue(reference.interval.rawValue),
            PostgresValue(reference.openedAt.description),
        ]
        let ofBar = "WHERE instrument = $1 AND interval = $2 AND opened_at = $3::bigint"
        guard
            let row = try await pool.query(
                """
                SELECT direction, score, is_degraded, expires_at, contributions::text, rules::text
                FROM decisions \(ofBar)
                """, bar
            ).first
        else { return nil }
        let decision = try row.decision(reference)
        let signals = try await pool.query(
            "SELECT engine, direction, strength, reasons::text, evidence::text FROM signals \(ofBar) ORDER BY engine",
            bar)
        let cause = [PostgresValue(reference.id)]
        let orders = try await pool.query(
            "SELECT * FROM orders WHERE instrument = $2 AND cause_id = $1 ORDER BY updated_at, client_order_id",
            cause + [PostgresValue(reference.instrument.description)])
        let fills = try await pool.query(
            """
            SELECT fills.* FROM fills JOIN orders USING (client_order_id)
            WHERE orders.instrument = $2 AND orders.cause_id = $1 ORDER BY fills.occurred_at, fills.fill_id
            """, cause + [PostgresValue(reference.instrument.description)])
        return Explanation(
            of: decision, signals: try signals.map { try $0.signal(reference) },
            orders: try orders.map { try $0.order() },
            fills: try fills.map { try $0.fill() })
    }

    /// Replies to a command that were recorded.
    func replies(to id: String) async throws -> [CommandReplied] {
        let rows = try await pool.query(
            "SELECT service, shard, reply_to, accepted, detail, occurred_at FROM replies WHERE command_id = $1",
            [PostgresValue(id)])
        return try rows.map { row in
            // A reply is made from its command; of that, only id, address and time are in it.
            let issued = CommandIssued(
                .releaseKillSwitch(reason: ""), id: id, issuer: "", replyTo: try row.text("reply_to"),
                at: try row.moment("occurred_at"))
            return CommandReplied(
                issued, by: try row.word("service"), on: Shard(Int(try row.integer("shard"))),
                accepted: try row.boolean("accepted"), detail: try row.text("detail"))
        }
    }
}

extension PostgresConnection {
    /// Reads a page.
    func page(_ query: PageQuery) throws(PostgresError) -> PageQuery.Page {
        guard let row = try self.query(query.sql, query.values.map { PostgresValue($0) }).first else {
            throw .unreadable(column: "items")
        }
        return PageQuery.Page(items: try row.text("items"), last: try row.optionalText("last"))
    }
}
