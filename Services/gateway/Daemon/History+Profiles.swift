import Domain
import GatewayCore
import Postgres
import Profiles

/// Volume profiles of any time.
extension History {
    /// More trades than this take bars in their place: an answer should come within a second.
    private static let mostTrades = 100_000
    private static let mostBars = 20_000

    func profile(_ values: RequestValues, base: Interval) async throws -> JSONValue {
        let range = try RangeProfile(values)
        let names = PostgresValue(array: range.instruments.map(\.description))
        let place = [names] + ["from", "to"].map { PostgresValue(values.text($0)) }
        // Rows of whole steps of the finer venue show both.
        let tick = try await pool.query(
            "SELECT tick_size FROM instruments WHERE instrument = ANY ($1::text[])", [names]
        ).map { row -> Price in try row.value("tick_size") }.min()
        var trades: [PostgresRow] = []
        if range.wanted != .bars {
            trades = Array(
                try await pool.query(
                    """
                    SELECT instrument, price, quantity, aggressor FROM trades
                    WHERE instrument = ANY ($1::text[]) AND occurred_at >= $2::bigint AND occurred_at < $3::bigint
                    LIMIT \(Self.mostTrades + 1)
                    """, place))
        }
        // Exact only where it is so of every instrument.
        let traded = Set(try trades.map { try $0.text("instrument") }).count == range.instruments.count
        if range.wanted == .trades || traded, trades.count <= Self.mostTrades {
            let prints = try trades.map { row in
                Print(
                    price: try row.value("price"), quantity: try row.value("quantity"),
                    aggressor: try row.word("aggressor"))
            }
            return range.json(of: prints, tick: tick)
        }
        guard range.wanted != .trades else {
            throw Problem.invalid([
                .init(
                    ["query", "from"],
                    "leaves more than \(Self.mostTrades) trades in the range; ask for a shorter one",
                    kind: "value_error")
            ])
        }
        let bars = try await pool.query(
            """
            SELECT * FROM bars WHERE instrument = ANY ($1::text[]) AND interval = $4 AND opened_at >= $2::bigint
                AND opened_at < $3::bigint ORDER BY opened_at, instrument LIMIT \(Self.mostBars + 1)
            """, place + [PostgresValue((range.interval ?? base).rawValue)])
        guard bars.count <= Self.mostBars else {
            throw Problem.invalid([
                .init(
                    ["query", "from"],
                    "leaves more than \(Self.mostBars) bars in the range; ask for a shorter one",
                    kind: "value_error")
            ])
        }
        return range.json(of: try bars.map { try $0.bar() }, tick: tick)
    }
}
