import Domain
import Postgres

/// A position and the last recorded price.
struct Holding: Sendable {
    let position: Position
    let mark: Price

    /// Realized and not, after fees.
    var profit: Notional { (try? position.profit(at: mark)) ?? .zero }
}

/// What is held, read from the database.
struct Holdings {
    let pool: PostgresPool
    /// The bars whose last close is a position's price.
    let markInterval: Interval

    func read() async throws -> [Holding] {
        try await pool.query(
            """
            SELECT p.instrument, p.quantity, p.cost, p.realized, p.fees, p.updated_at,
                (SELECT close FROM bars b WHERE b.instrument = p.instrument AND b.interval = $1
                 ORDER BY opened_at DESC LIMIT 1) AS mark
            FROM positions p ORDER BY p.instrument
            """, [PostgresValue(markInterval.rawValue)]
        ).map { row in
            let position = Position(
                instrument: try row.instrument("instrument"), quantity: try row.value("quantity"),
                cost: try row.value("cost"), realized: try row.value("realized"), fees: try row.value("fees"),
                updatedAt: try row.timestamp("updated_at"))
            return Holding(position: position, mark: try row.value("mark"))
        }
    }
}

extension Notional {
    /// Cents are enough for a person.
    var inCents: String {
        roundedDown(toMultipleOf: Notional(units: Notional.unitsPerWhole / 100)).description
    }
}
