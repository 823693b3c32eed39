import Domain
import FoundationEssentials
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
        return .json(try await page(of: resource, listing, call.values))
    }

    /// The first record a request's values ask for; nil when there is none.
    func first(of resource: Resource, _ values: RequestValues) async throws -> JSONValue? {
        guard let listing = resource.listing else { preconditionFailure("\(resource.name) is no list") }
        return try await page(of: resource, listing, values).items("items").first
    }

    private func page(of resource: Resource, _ listing: Listing, _ values: RequestValues) async throws
        -> JSONValue
    {
        let query = try PageQuery(resource, listing, values)
        let rows = try await pool.query(query.sql, query.values.map { PostgresValue($0) })
        return query.page(
            resource, rows: rows.map { row in { column in (try? row.optionalText(column)).flatMap(\.self) } })
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
        let decision = Decision(
            instrument: reference.instrument, interval: reference.interval, openedAt: reference.openedAt,
            direction: try row.word("direction"), score: try row.value("score"),
            isDegraded: try row.boolean("is_degraded"),
            expiresAt: Timestamp(milliseconds: try row.integer("expires_at")),
            contributions: try row.list("contributions"), rules: try row.list("rules"))
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

    func portfolio(capital: Notional) async throws -> PortfolioView {
        let rows = try await pool.query(
            """
            SELECT positions.*, bar.close, bar.opened_at FROM positions
            LEFT JOIN LATERAL (
                SELECT close, opened_at FROM bars
                WHERE bars.instrument = positions.instrument AND bars.interval = $1
                ORDER BY opened_at DESC LIMIT 1
            ) bar ON true ORDER BY positions.instrument
            """, [PostgresValue(tradedInterval.rawValue)])
        var marks: [InstrumentID: PortfolioView.Mark] = [:]
        var positions: [Position] = []
        for row in rows {
            let instrument: InstrumentID = try row.instrument()
            positions.append(
                Position(
                    instrument: instrument, quantity: try row.value("quantity"), cost: try row.value("cost"),
                    realized: try row.value("realized"), fees: try row.value("fees"),
                    updatedAt: Timestamp(milliseconds: try row.integer("updated_at"))))
            if let price: Price = try row.optionalValue("close") {
                let openedAt = Timestamp(milliseconds: try row.integer("opened_at"))
                marks[instrument] = PortfolioView.Mark(price: price, at: openedAt + tradedInterval)
            }
        }
        return try PortfolioView(positions, marks: marks, capital: capital)
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
                at: Timestamp(milliseconds: try row.integer("occurred_at")))
            return CommandReplied(
                issued, by: try row.word("service"), on: Shard(Int(try row.integer("shard"))),
                accepted: try row.boolean("accepted"), detail: try row.text("detail"))
        }
    }
}

extension PostgresRow {
    fileprivate func word<Value: RawRepresentable<String>>(_ column: String) throws -> Value {
        guard let value = Value(rawValue: try text(column)) else {
            throw PostgresError.unreadable(column: column)
        }
        return value
    }

    fileprivate func list<Element: Decodable>(_ column: String) throws -> [Element] {
        try JSONDecoder().decode([Element].self, from: Data(try text(column).utf8))
    }

    fileprivate func instrument() throws -> InstrumentID {
        guard let instrument = InstrumentID(try text("instrument")) else {
            throw PostgresError.unreadable(column: "instrument")
        }
        return instrument
    }

    fileprivate func signal(_ bar: DecisionReference) throws -> Signal {
        Signal(
            engine: try text("engine"), instrument: bar.instrument, interval: bar.interval,
            openedAt: bar.openedAt,
            direction: try word("direction"), strength: try value("strength"), reasons: try list("reasons"),
            evidence: try list("evidence"))
    }

    fileprivate func order() throws -> Order {
        Order(
            clientOrderID: try text("client_order_id"), causeID: try text("cause_id"),
            instrument: try instrument(),
            side: try word("side"), quantity: try value("quantity"),
            filledQuantity: try value("filled_quantity"),
            status: try word("status"), reason: try text("reason"),
            updatedAt: Timestamp(milliseconds: try integer("updated_at")))
    }

    fileprivate func fill() throws -> Fill {
        Fill(
            id: try text("fill_id"), clientOrderID: try text("client_order_id"), instrument: try instrument(),
            side: try word("side"), price: try value("price"), quantity: try value("quantity"),
            fee: try value("fee"),
            occurredAt: Timestamp(milliseconds: try integer("occurred_at")))
    }
}
