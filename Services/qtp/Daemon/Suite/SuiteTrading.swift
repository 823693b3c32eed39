import Domain
import OperatorCore
import Postgres

/// What was decided, ordered and is held, read from the database.
struct SuiteTrading {
    let pool: PostgresPool
    let interval: Interval

    func read() async throws -> SuitePicture.Trading {
        let holdings = try await Holdings(pool: pool, markInterval: interval).read()
        return SuitePicture.Trading(
            decisions: try await counts(Self.decisions, [PostgresValue(interval.rawValue)]),
            orders: try await counts(Self.orders, []),
            holdings: holdings.map { holding in
                SuitePicture.Holding(
                    instrument: holding.position.instrument.description,
                    quantity: holding.position.quantity.description, mark: holding.mark.description,
                    profit: holding.profit.inCents)
            },
            profit: holdings.reduce(.zero) { $0 + $1.profit }.inCents)
    }

    private func counts(_ question: String, _ values: [PostgresValue]) async throws -> [SuitePicture.Count] {
        try await pool.query(question, values).map { row in
            SuitePicture.Count(try row.text("name"), Int(try row.integer("count")))
        }
    }

    /// The newest hundred of each instrument, which its key finds at once however many there are.
    private static let decisions = """
        SELECT coalesce(
                (SELECT rule->>'rule' FROM json_array_elements(newest.rules) AS rule
                 WHERE rule->>'passed' = 'false' LIMIT 1), 'confirmed') AS name, count(*) AS count
        FROM instruments, LATERAL (
            SELECT rules FROM decisions
            WHERE decisions.instrument = instruments.instrument AND decisions.interval = $1
            ORDER BY opened_at DESC LIMIT 100) AS newest
        GROUP BY 1 ORDER BY 2 DESC, 1
        """

    private static let orders = """
        SELECT status AS name, count(*) AS count
        FROM (SELECT status FROM orders ORDER BY updated_at DESC, client_order_id LIMIT 1000) AS newest
        GROUP BY 1 ORDER BY 2 DESC, 1
        """
}
