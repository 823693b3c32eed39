import Domain
import Foundation
import OperatorCore
import Postgres

/// What the recorder stored, read back as the values that were recorded.
struct RecordedResults: Sendable {
    /// Rows of one question: enough to be quick, little enough that a job which is to stop hears of it soon.
    private static let pageSize = 5000

    let pool: PostgresPool
    private let range: Range<Timestamp>
    private let instrument: InstrumentID?

    /// The records of bars that open within the range, all of them without one, and of one instrument or all.
    init(_ pool: PostgresPool, range: Range<Timestamp>? = nil, instrument: InstrumentID? = nil) {
        self.pool = pool
        self.range = range ?? Timestamp(milliseconds: .min)..<Timestamp(milliseconds: .max)
        self.instrument = instrument
    }

    /// All outside signals, signals, decisions, orders and fills.
    ///
    /// `progress` is told, from time to time, how many were read so far and of how many.
    func load(progress: (Int, Int) async throws -> Void = { _, _ in }) async throws -> Results {
        try await load(
            [.alerts, .alertHoles, .signals, .decisions, .orderEvents, .fills], progress: progress)
    }

    /// Outside signals whose bars have closed.
    func alerts() async throws -> [AlertPlacement] { try await load([.alerts]).alerts }

    private func load(
        _ tables: [RecordedTable], progress: (Int, Int) async throws -> Void = { _, _ in }
    ) async throws -> Results {
        var results = Results()
        var total = 0
        for table in tables { total += try await count(table) }
        var done = 0
        for table in tables {
            var last: [PostgresValue] = []
            repeat {
                try await progress(done, total)
                let rows = try await page(of: table, after: last)
                for row in rows { try table.read(row, &results) }
                done += rows.count
                last =
                    try rows.last.map { row in try table.key.map { PostgresValue(try row.text($0)) } } ?? []
            } while !last.isEmpty
        }
        return results
    }

    private func count(_ table: RecordedTable) async throws -> Int {
        let (condition, values) = condition(table)
        let rows = try await pool.query(
            "SELECT count(*) AS count FROM \(table.name) WHERE \(condition)", values)
        return Int(try rows.first?.integer("count") ?? 0)
    }

    /// Pages continue after the last row's key, so that each is as quick as the first.
    private func page(of table: RecordedTable, after last: [PostgresValue]) async throws -> PostgresRows {
        var (condition, values) = condition(table)
        if !last.isEmpty {
            let places = zip(last.indices, table.keyTypes).map { "$\($0 + values.count + 1)::\($1)" }
            condition +=
                " AND (\(table.keyExpressions.joined(separator: ", "))) > (\(places.joined(separator: ", ")))"
            values += last
        }
        return try await pool.query(
            """
            SELECT \(table.columns) FROM \(table.name) WHERE \(condition)
            ORDER BY \(table.keyExpressions.joined(separator: ", ")) LIMIT \(Self.pageSize)
            """, values)
    }

    private func condition(_ table: RecordedTable) -> (sql: String, values: [PostgresValue]) {
        (
            "\(table.time) >= $1 AND \(table.time) < $2 AND ($3::text IS NULL OR instrument = $3)",
            [
                PostgresValue(range.lowerBound), PostgresValue(range.upperBound),
                PostgresValue(instrument?.description),
            ]
        )
    }
}

/// A table of results: its columns, its order, and how a row is read.
private struct RecordedTable: Sendable {
    let name: String
    let columns: String
    /// The column that says when.
    let time: String
    /// Columns of a row by which all rows are ordered, each once.
    let key: [String]
    /// The same as expressions to compare, where they are none of the columns.
    let keyExpressions: [String]
    let keyTypes: [String]
    let read: @Sendable (PostgresRow, inout Results) throws -> Void

    /// A signal whose bar is open has no bar yet, and is none of these.
    static let alerts = RecordedTable(
        name: "alerts",
        columns: """
            alert_id, source, instrument, interval, direction, strength, sequence, time_to_live, sent_at, \
            received_at, note, opened_at, disposition
            """,
        time: "opened_at", key: ["alert_id"], keyExpressions: ["alert_id"], keyTypes: ["text"]
    ) { row, results in
        let alert = Alert(
            id: try row.text("alert_id"), source: try row.text("source"),
            instrument: try row.instrument("instrument"), interval: try row.word("interval"),
            direction: try row.word("direction"), strength: try row.value("strength"),
            sequence: try row.optionalValue("sequence"), timeToLive: try row.optionalValue("time_to_live"),
            sentAt: try row.optionalValue("sent_at").map { Timestamp(milliseconds: $0) },
            receivedAt: try row.timestamp("received_at"), note: try row.text("note"))
        results.alerts.append(
            AlertPlacement(
                alert, openedAt: try row.timestamp("opened_at"), disposition: try row.word("disposition")))
    }

    static let alertHoles = RecordedTable(
        name: "alert_holes", columns: "source, instrument, interval, first_number, last_number, opened_at",
        time: "opened_at",
        key: ["instrument", "interval", "source", "first_number", "last_number", "opened_at"],
        keyExpressions: ["instrument", "interval", "source", "first_number", "last_number", "opened_at"],
        keyTypes: ["text", "text", "text", "bigint", "bigint", "bigint"]
    ) { row, results in
        results.holes.append(
            AlertHole(
                source: try row.text("source"), instrument: try row.instrument("instrument"),
                interval: try row.word("interval"), first: try row.integer("first_number"),
                last: try row.integer("last_number"), openedAt: try row.timestamp("opened_at")))
    }

    static let signals = RecordedTable(
        name: "signals",
        columns: "engine, instrument, interval, opened_at, direction, strength, reasons, evidence",
        time: "opened_at", key: ["instrument", "interval", "opened_at", "engine"],
        keyExpressions: ["instrument", "interval", "opened_at", "engine"],
        keyTypes: ["text", "text", "bigint", "text"]
    ) { row, results in
        let decoder = JSONDecoder()
        results.signals.append(
            Signal(
                engine: try row.text("engine"), instrument: try row.instrument("instrument"),
                interval: try row.word("interval"), openedAt: try row.timestamp("opened_at"),
                direction: try row.word("direction"), strength: try row.value("strength"),
                reasons: try decoder.decode([String].self, from: Data(row.text("reasons").utf8)),
                evidence: try decoder.decode([Evidence].self, from: Data(row.text("evidence").utf8))))
    }

    static let decisions = RecordedTable(
        name: "decisions",
        columns:
            "instrument, interval, opened_at, direction, score, is_degraded, expires_at, contributions, rules",
        time: "opened_at", key: ["instrument", "interval", "opened_at"],
        keyExpressions: ["instrument", "interval", "opened_at"], keyTypes: ["text", "text", "bigint"]
    ) { row, results in
        let decoder = JSONDecoder()
        results.decisions.append(
            Decision(
                instrument: try row.instrument("instrument"), interval: try row.word("interval"),
                openedAt: try row.timestamp("opened_at"), direction: try row.word("direction"),
                score: try row.value("score"), isDegraded: try row.boolean("is_degraded"),
                expiresAt: try row.timestamp("expires_at"),
                contributions: try decoder.decode(
                    [Decision.Contribution].self, from: Data(row.text("contributions").utf8)),
                rules: try decoder.decode(
                    [Decision.RuleOutcome].self, from: Data(row.text("rules").utf8))))
    }

    static let orderEvents = RecordedTable(
        name: "order_events",
        columns: """
            client_order_id, cause_id, instrument, side, quantity, filled_quantity, status, reason, updated_at, \
            order_rank(status) AS rank
            """,
        time: "updated_at", key: ["updated_at", "client_order_id", "rank", "filled_quantity"],
        keyExpressions: ["updated_at", "client_order_id", "order_rank(status)", "filled_quantity"],
        keyTypes: ["bigint", "text", "integer", "numeric"]
    ) { row, results in
        results.record(
            Order(
                clientOrderID: try row.text("client_order_id"), causeID: try row.text("cause_id"),
                instrument: try row.instrument("instrument"), side: try row.word("side"),
                quantity: try row.value("quantity"), filledQuantity: try row.value("filled_quantity"),
                status: try row.word("status"), reason: try row.text("reason"),
                updatedAt: try row.timestamp("updated_at")))
    }

    static let fills = RecordedTable(
        name: "fills",
        columns: "fill_id, client_order_id, instrument, side, price, quantity, fee, occurred_at",
        time: "occurred_at", key: ["fill_id"], keyExpressions: ["fill_id"], keyTypes: ["text"]
    ) { row, results in
        results.fills.append(
            Fill(
                id: try row.text("fill_id"), clientOrderID: try row.text("client_order_id"),
                instrument: try row.instrument("instrument"), side: try row.word("side"),
                price: try row.value("price"), quantity: try row.value("quantity"),
                fee: try row.value("fee"), occurredAt: try row.timestamp("occurred_at")))
    }
}
