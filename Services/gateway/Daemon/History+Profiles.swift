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
        let place = ["instrument", "from", "to"].map { PostgresValue(values.text($0)) }
        let tick = try await pool.query(
            "SELECT tick_size FROM instruments WHERE instrument = $1", [place[0]]
        ).first.map { row -> Price in try row.value("tick_size") }
        let trades = try await pool.query(
            """
            SELECT price, quantity, aggressor FROM trades
            WHERE instrument = $1 AND occurred_at >= $2::bigint AND occurred_at < $3::bigint
            LIMIT \(Self.mostTrades + 1)
            """, place)
        if !trades.isEmpty, trades.count <= Self.mostTrades {
            let prints = try trades.map { row in
                Print(
                    price: try row.value("price"), quantity: try row.value("quantity"),
                    aggressor: try row.word("aggressor"))
            }
            return range.json(of: prints, tick: tick)
        }
        let bars = try await pool.query(
            """
            SELECT * FROM bars WHERE instrument = $1 AND interval = $4 AND opened_at >= $2::bigint
                AND opened_at < $3::bigint ORDER BY opened_at LIMIT \(Self.mostBars + 1)
            """, place + [PostgresValue(base.rawValue)])
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
