import Domain
import Foundation
import Logging
import OperatorCore
import Postgres
import ServiceRuntime

/// What the recorder stored, read back as the values that were recorded.
struct RecordedResults: Sendable {
    let pool: PostgresPool

    init(_ pool: PostgresPool) { self.pool = pool }

    /// All signals, decisions, orders and fills.
    func load() async throws -> Results {
        var results = Results()
        results.signals = try await signals()
        results.decisions = try await decisions()
        for order in try await orderEvents() { results.record(order) }
        results.fills = try await fills()
        return results
    }

    private func signals() async throws -> [Signal] {
        let rows = try await pool.query(
            "SELECT engine, instrument, interval, opened_at, direction, strength, reasons, evidence FROM signals"
        )
        let decoder = JSONDecoder()
        return try rows.map { row in
            Signal(
                engine: try row.text("engine"), instrument: try row.instrument("instrument"),
                interval: try row.word("interval"), openedAt: try row.timestamp("opened_at"),
                direction: try row.word("direction"), strength: try row.value("strength"),
                reasons: try decoder.decode([String].self, from: Data(row.text("reasons").utf8)),
                evidence: try decoder.decode([Evidence].self, from: Data(row.text("evidence").utf8)))
        }
    }

    private func decisions() async throws -> [Decision] {
        let rows = try await pool.query(
            """
            SELECT instrument, interval, opened_at, direction, score, is_degraded, expires_at, contributions, rules
            FROM decisions
            """)
        let decoder = JSONDecoder()
        return try rows.map { row in
            Decision(
                instrument: try row.instrument("instrument"), interval: try row.word("interval"),
                openedAt: try row.timestamp("opened_at"), direction: try row.word("direction"),
                score: try row.value("score"), isDegraded: try row.boolean("is_degraded"),
                expiresAt: try row.timestamp("expires_at"),
                contributions: try decoder.decode(
                    [Decision.Contribution].self, from: Data(row.text("contributions").utf8)),
                rules: try decoder.decode([Decision.RuleOutcome].self, from: Data(row.text("rules").utf8)))
        }
    }

    private func orderEvents() async throws -> [Order] {
        try await pool.query(
            """
            SELECT client_order_id, cause_id, instrument, side, quantity, filled_quantity, status, reason, updated_at
            FROM order_events
            ORDER BY updated_at, client_order_id, order_rank(status), filled_quantity
            """
        ).map { row in
            Order(
                clientOrderID: try row.text("client_order_id"), causeID: try row.text("cause_id"),
                instrument: try row.instrument("instrument"), side: try row.word("side"),
                quantity: try row.value("quantity"), filledQuantity: try row.value("filled_quantity"),
                status: try row.word("status"), reason: try row.text("reason"),
                updatedAt: try row.timestamp("updated_at"))
        }
    }

    private func fills() async throws -> [Fill] {
        try await pool.query(
            "SELECT fill_id, client_order_id, instrument, side, price, quantity, fee, occurred_at FROM fills"
        ).map { row in
            Fill(
                id: try row.text("fill_id"), clientOrderID: try row.text("client_order_id"),
                instrument: try row.instrument("instrument"), side: try row.word("side"),
                price: try row.value("price"), quantity: try row.value("quantity"), fee: try row.value("fee"),
                occurredAt: try row.timestamp("occurred_at"))
        }
    }
}

extension PostgresRow {
    func timestamp(_ column: String) throws(PostgresError) -> Timestamp {
        Timestamp(milliseconds: try integer(column))
    }

    func instrument(_ column: String) throws(PostgresError) -> InstrumentID {
        guard let instrument = InstrumentID(try text(column)) else { throw .unreadable(column: column) }
        return instrument
    }

    func word<Value: RawRepresentable<String>>(_ column: String) throws(PostgresError) -> Value {
        guard let value = Value(rawValue: try text(column)) else { throw .unreadable(column: column) }
        return value
    }
}

extension PostgresPool {
    /// The suite's database, for a command: few connections, and time for a long query.
    static func forOperator(_ settings: ResolvedSettings) throws -> PostgresPool {
        let own = settings[PostgresKeys.password]
        let options = try PostgresOptions(
            url: settings[PostgresKeys.url].revealed, password: own.isEmpty ? nil : own.revealed,
            connections: 2,
            statementTimeoutMilliseconds: 300_000)
        return PostgresPool(options, logger: Logger(label: "qtp") { _ in SwiftLogNoOpLogHandler() })
    }
}
