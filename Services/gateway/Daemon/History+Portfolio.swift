import Domain
import GatewayCore
import Postgres

/// What is held and what it was worth.
extension History {
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
            let position = try row.position()
            positions.append(position)
            if let price: Price = try row.optionalValue("close") {
                let closedAt = try row.moment("opened_at") + tradedInterval
                marks[position.instrument] = PortfolioView.Mark(price: price, at: closedAt)
            }
        }
        return try PortfolioView(
            positions, marks: marks, currencies: try await currencies(), capital: capital)
    }

    /// The portfolio's worth at the closes of a range; without a start, of the last 500.
    func equity(_ values: RequestValues, capital: Notional) async throws -> JSONValue {
        let interval = PostgresValue(tradedInterval.rawValue)
        let to = values.text("to")
        let fills = try await pool.query(
            "SELECT * FROM fills WHERE $1::bigint IS NULL OR occurred_at < $1::bigint ORDER BY occurred_at LIMIT \(Self.mostFills + 1)",
            [PostgresValue(to)])
        guard fills.count <= Self.mostFills else { throw Self.tooMuch("to", "fills", Self.mostFills) }
        var from = values.text("from")
        if from == nil { from = try await start(before: to) }
        let closes = try await pool.query(
            """
            SELECT instrument, opened_at, close FROM bars
            WHERE interval = $1 AND ($2::bigint IS NULL OR opened_at >= $2::bigint)
                AND ($3::bigint IS NULL OR opened_at < $3::bigint)
                AND instrument IN (SELECT instrument FROM positions)
            ORDER BY opened_at LIMIT \(Self.mostCloses + 1)
            """, [interval, PostgresValue(from), PostgresValue(to)])
        guard closes.count <= Self.mostCloses else { throw Self.tooMuch("from", "closes", Self.mostCloses) }
        let curve = try EquityCurve(
            fills: try fills.map { try $0.fill() },
            closes: try closes.map { row in
                EquityCurve.Close(
                    instrument: try row.instrument(), at: try row.moment("opened_at") + tradedInterval,
                    price: try row.value("close"))
            }, currencies: try await currencies(), capital: capital, interval: tradedInterval)
        return curve.json(currency: values.text("currency"))
    }

    /// What one answer may be made of: a curve that nobody could draw would only keep the database busy.
    private static let mostFills = 100_000
    private static let mostCloses = 20_000

    private static func tooMuch(_ parameter: String, _ what: String, _ limit: Int) -> Problem {
        .invalid([
            .init(
                ["query", parameter], "leaves more than \(limit) \(what) in the range; ask for a shorter one",
                kind: "value_error")
        ])
    }

    /// Start of the 500th close before the end.
    private func start(before to: String?) async throws -> String? {
        let rows = try await pool.query(
            """
            SELECT min(opened_at)::text AS start FROM (
                SELECT DISTINCT opened_at FROM bars
                WHERE interval = $1 AND ($2::bigint IS NULL OR opened_at < $2::bigint)
                    AND instrument IN (SELECT instrument FROM positions)
                ORDER BY opened_at DESC LIMIT 500
            ) AS last
            """, [PostgresValue(tradedInterval.rawValue), PostgresValue(to)])
        return try rows.first?.optionalText("start")
    }

    private func currencies() async throws -> [InstrumentID: String] {
        let rows = try await pool.query("SELECT instrument, quote_asset FROM instruments")
        return Dictionary(
            try rows.map { (try $0.instrument(), try $0.text("quote_asset")) }, uniquingKeysWith: { $1 })
    }

    /// How the kill switch stands, as the executor last confirmed it.
    func killSwitch() async throws -> JSONValue {
        let row = try await pool.query(
            """
            SELECT command, reason, issued_at FROM commands
            WHERE command IN ('engage-kill-switch', 'release-kill-switch')
                AND EXISTS (SELECT FROM replies WHERE replies.command_id = commands.command_id AND accepted)
            ORDER BY issued_at DESC, command_id DESC LIMIT 1
            """
        ).first
        guard let row else { return ["isEngaged": false, "reason": .null, "changedAt": .null] }
        return [
            "isEngaged": .boolean(try row.text("command") == "engage-kill-switch"),
            "reason": .text(try row.optionalText("reason")),
            "changedAt": .integer(try row.integer("issued_at")),
        ]
    }
}
