import Bus
import Domain
import Logging
import Messages
import Postgres
import RecorderCore
import ServiceRuntime
import TradeRecords

/// Keeps the history in PostgreSQL, with the cursors beside it: both move in one transaction, or neither.
struct RecorderSink: Sink {
    static let service = ServiceName.recorder
    static let inputs: [StreamKind] = [
        .alerts, .bars, .trades, .signals, .receipts, .confirmed, .orders, .replies, .dead, .routerCommands,
        .marketFeedCommands,
        .strategyCommands, .executorCommands, .jobEvents,
    ]

    private let pool: PostgresPool
    private let metrics = RecordedMetrics()

    /// A sink with connections of its own; the database must have been migrated.
    init(_ options: PostgresOptions, logger: Logger) {
        pool = PostgresPool(
            options, logger: logger,
            prologue: RecordedTable.allCases.map(\.createStaging) + [TradeWriter.prologue])
    }

    func cursors(of shard: Shard) async throws -> [StreamKind: EntryID] {
        do {
            let rows = try await pool.query(
                "SELECT stream, entry_id FROM stream_cursors WHERE service = $1 AND shard = $2",
                [PostgresValue(Self.service.rawValue), PostgresValue(shard.index)])
            var cursors: [StreamKind: EntryID] = [:]
            for row in rows {
                guard let stream = StreamKind(rawValue: try row.text("stream")) else { continue }
                guard let place = EntryID(try row.text("entry_id")) else {
                    throw PostgresError.unreadable(column: "entry_id")
                }
                cursors[stream] = place
            }
            return cursors
        } catch {
            throw BusError(storing: error)
        }
    }

    func store(_ batch: SinkBatch) async throws(BusError) {
        let recorded = RecordedRows(batch.entries.lazy.map(\.message))
        // Also the order in which tables are locked, the same for all.
        let copies = RecordedTable.allCases.compactMap { table -> (table: RecordedTable, text: CopyText)? in
            guard let rows = recorded.rows[table] else { return nil }
            var text = CopyText()
            for row in rows { text.append(row) }
            return (table, text)
        }
        let trades = TradeBatch(
            batch.entries.compactMap { entry in
                guard case .tradePrinted(let printed) = entry.message.body else { return nil }
                return printed.trade
            })
        do {
            do {
                try await store(batch, copies, trades, by: .direct)
            } catch PostgresError.constraint("trades_once") {
                // Somebody has put a trade there that this recorder did not bring.
                try await store(batch, copies, trades, by: .merge)
            }
            metrics.stored(RecordedFigures(batch.entries.lazy.map(\.message)), at: .now)
        } catch {
            throw BusError(storing: error)
        }
    }

    private func store(
        _ batch: SinkBatch, _ copies: [(table: RecordedTable, text: CopyText)], _ trades: TradeBatch,
        by way: TradeWriter.Way
    ) async throws {
        try await pool.transaction { connection in
            try Self.raiseCursors(batch, on: connection)
            for (table, text) in copies {
                try connection.copy(text, into: table.staging, columns: table.columns)
                try connection.query(PreparedStatement("merge_\(table.rawValue)", table.merge))
            }
            try TradeWriter.store(trades, by: way, on: connection)
            try Outbox.enqueue(batch.entries, on: connection)
        }
    }

    /// Moves the cursors and locks them until the end of the transaction.
    ///
    /// It comes first, so that a process that lost its lease waits here for its successor's commit and then
    /// finds a higher token, before it has written a single row.
    private static let raise = PreparedStatement(
        "raise_cursors",
        """
        INSERT INTO stream_cursors (service, shard, stream, entry_id, token)
        SELECT $1, $2, place.stream, place.entry_id, $3
        FROM unnest($4::text[], $5::text[]) AS place (stream, entry_id)
        ON CONFLICT (service, shard, stream) DO UPDATE
        SET entry_id = EXCLUDED.entry_id, token = EXCLUDED.token
        WHERE stream_cursors.token <= EXCLUDED.token
        """)

    private static func raiseCursors(_ batch: SinkBatch, on connection: isolated PostgresConnection) throws {
        // Sorted: two processes that lock the same rows in the same order cannot lock each other out.
        let places = batch.cursors.sorted { $0.key.rawValue < $1.key.rawValue }
        let raised = try connection.query(
            raise,
            [
                PostgresValue(service.rawValue), PostgresValue(batch.shard.index), PostgresValue(batch.token),
                PostgresValue(array: places.map(\.key.rawValue)),
                PostgresValue(array: places.map(\.value.description)),
            ])
        guard raised.affected == places.count else { throw BusError.fenced(batch.shard) }
    }
}

extension BusError {
    /// What an error of the database means to the stage that wanted to store.
    init(storing error: any Error) {
        switch error {
        case let error as BusError: self = error
        case PostgresError.unavailable(let reason): self = .unavailable(reason: reason)
        case PostgresError.constraint(let name): self = .unstorable(reason: "breaks \(name)")
        // Class 22, data exception: a number out of range, say.
        case PostgresError.refused(let state, let message) where state.hasPrefix("22"):
            self = .unstorable(reason: message)
        case is CancellationError: self = .unavailable(reason: "cancelled")
        default: self = .refused(reason: "\(error)")
        }
    }
}
