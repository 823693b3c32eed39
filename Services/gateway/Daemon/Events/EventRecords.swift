import Bus
import Domain
import GatewayCore
import Messages
import Postgres

/// What the recorder has stored, together with how far it was when it stored it.
///
/// The recorder writes rows and its place in the streams in one transaction; read in one, they belong together. So a
/// client that is given records can be told exactly what happened after them.
struct EventRecords: Sendable {
    let pool: PostgresPool
    /// Positions are marked at the last close of this interval.
    let markInterval: Interval

    /// The newest records of some queries.
    func items(
        of queries: [SnapshotQuery]
    ) async throws -> (items: [JSONValue], recorded: [EventCursor.Place: EventCursor.Position]) {
        try await pool.transaction { connection in
            let recorded = try Self.recorded(connection)
            let items = try queries.map { try connection.page($0.query).items }
            return (items, recorded)
        }
    }

    /// What is held, and at which prices it is valued.
    struct Holdings: Sendable {
        let positions: [Position]
        let marks: [InstrumentID: PortfolioView.Mark]
        let currencies: [InstrumentID: String]
        let recorded: [EventCursor.Place: EventCursor.Position]
    }

    func holdings() async throws -> Holdings {
        let interval = markInterval
        return try await pool.transaction { connection in
            let recorded = try Self.recorded(connection)
            let rows = try connection.query(
                """
                SELECT instrument, quote_asset, quantity, cost, realized, fees, updated_at, close, opened_at
                FROM instruments LEFT JOIN positions USING (instrument) LEFT JOIN LATERAL (
                    SELECT close, opened_at FROM bars
                    WHERE bars.instrument = instruments.instrument AND bars.interval = $1
                    ORDER BY opened_at DESC LIMIT 1
                ) bar ON true
                """, [PostgresValue(interval.rawValue)])
            var positions: [Position] = []
            var marks: [InstrumentID: PortfolioView.Mark] = [:]
            var currencies: [InstrumentID: String] = [:]
            for row in rows {
                let instrument: InstrumentID = try row.instrument()
                currencies[instrument] = try row.text("quote_asset")
                if let updatedAt: Int64 = try row.optionalValue("updated_at") {
                    positions.append(
                        Position(
                            instrument: instrument, quantity: try row.value("quantity"),
                            cost: try row.value("cost"), realized: try row.value("realized"),
                            fees: try row.value("fees"), updatedAt: Timestamp(milliseconds: updatedAt)))
                }
                if let price: Price = try row.optionalValue("close") {
                    let openedAt = Timestamp(milliseconds: try row.integer("opened_at"))
                    marks[instrument] = PortfolioView.Mark(price: price, at: openedAt + interval)
                }
            }
            return Holdings(
                positions: positions, marks: marks, currencies: currencies, recorded: recorded)
        }
    }

    /// How far the recorder is, in the transaction in which all else is read.
    private static func recorded(
        _ connection: isolated PostgresConnection
    ) throws -> [EventCursor.Place: EventCursor.Position] {
        _ = try connection.query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        let rows = try connection.query(
            "SELECT shard, stream, entry_id FROM stream_cursors WHERE service = $1",
            [PostgresValue(ServiceName.recorder.rawValue)])
        var recorded: [EventCursor.Place: EventCursor.Position] = [:]
        for row in rows {
            guard let stream = StreamKind(rawValue: try row.text("stream")),
                let id = EntryID(try row.text("entry_id"))
            else { continue }
            let place = EventCursor.Place(stream, Int(try row.integer("shard")))
            recorded[place] = .init(id.milliseconds, id.sequence)
        }
        return recorded
    }
}
