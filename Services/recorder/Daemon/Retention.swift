import Postgres
import TradeRecords

/// How long the history is kept and when it is compressed, brought about in the way of the server: by policies, by
/// dropping chunks, or by deleting rows.
struct Retention: Sendable {
    /// A table whose rows may grow too old.
    struct Table: Sendable {
        let name: String
        let timeColumn: String
        /// Nil for ever.
        let keepDays: Int?
    }

    let tables: [Table]
    /// Nil for never.
    let compressAfterDays: Int?

    private static let day: Int64 = 86_400_000
    /// Of the advisory lock of whoever does it: any number that nobody else in the database uses.
    private static let lock: Int64 = 0x7174_705f_6b65_6570
    /// Few enough that nobody waits long for a row, many enough for a month in minutes.
    private static let rowsAtOnce = 10_000

    /// Brings all of it about; nothing where another process is at it.
    ///
    /// - Throws: `PostgresError`; a repeat goes on.
    func enforce(on pool: PostgresPool) async throws {
        let limits = try await pool.run { connection in
            let limits = try self.limits(on: connection)
            if let limit = limits["trades"] { try claimTrades(before: limit, on: connection) }
            return limits
        }
        // Before any trade goes: candles without their trades are never made again.
        try await TradeCandles(pool).refresh()
        try await pool.run { connection in
            let locked = try connection.query(
                "SELECT pg_try_advisory_lock($1) AS taken", [PostgresValue(Self.lock)])
            guard try locked.first?.boolean("taken") == true else { return }
            let result = Result { try enforce(limits, on: connection) }
            try connection.query("SELECT pg_advisory_unlock($1)", [PostgresValue(Self.lock)])
            try result.get()
        }
    }

    private func enforce(_ limits: [String: Int64], on connection: isolated PostgresConnection) throws {
        let mode = try connection.query("SELECT value FROM capabilities WHERE name = 'timescaledb'").first?
            .text("value")
        for table in tables {
            var limit = limits[table.name]
            if let moment = limit, table.name == "trades" {
                limit = try keepCandles(before: moment, on: connection) ? moment : nil
            }
            switch mode {
            case "timescale": try setPolicies(of: table, on: connection)
            case "apache":
                guard let limit else { break }
                try connection.query("SELECT drop_chunks('\(table.name)', older_than => \(limit)::bigint)")
            default:
                guard let limit else { break }
                while try deleteSome(of: table, before: limit, on: connection) == Self.rowsAtOnce {}
            }
        }
    }

    /// What is older may go, by table and counted by the server's clock; none where all is kept.
    private func limits(on connection: isolated PostgresConnection) throws -> [String: Int64] {
        let now = try connection.query("SELECT now_milliseconds() AS now").first?.integer("now") ?? 0
        return tables.reduce(into: [:]) { limits, table in
            guard let keepDays = table.keepDays else { return }
            limits[table.name] = (now - Int64(keepDays) * Self.day) / 60_000 * 60_000
        }
    }

    /// Also the newest minute of an instrument that trades no more has to be made before its trades go.
    private func claimTrades(before limit: Int64, on connection: isolated PostgresConnection) throws {
        try connection.query(
            """
            WITH due AS (
                SELECT instrument FROM trade_candle_marks WHERE claimed < $1::bigint
                ORDER BY instrument FOR UPDATE)
            UPDATE trade_candle_marks AS mark SET claimed = $1::bigint
            FROM due WHERE mark.instrument = due.instrument
            """, [PostgresValue(limit)])
    }

    /// From here on candles before the limit stay as they are, whatever comes.
    ///
    /// - Returns: whether all of them have been made.
    private func keepCandles(before limit: Int64, on connection: isolated PostgresConnection) throws -> Bool {
        try connection.query(
            """
            WITH due AS (
                SELECT instrument FROM trade_candle_marks
                WHERE kept_since < $1::bigint AND made_until >= $1::bigint
                ORDER BY instrument FOR UPDATE)
            UPDATE trade_candle_marks AS mark SET kept_since = $1::bigint
            FROM due WHERE mark.instrument = due.instrument
            """, [PostgresValue(limit)])
        return try connection.query(
            "SELECT NOT EXISTS (SELECT FROM trade_candle_marks WHERE kept_since < $1::bigint) AS all_made",
            [PostgresValue(limit)]
        ).first?.boolean("all_made") == true
    }

    private func deleteSome(
        of table: Table, before limit: Int64, on connection: isolated PostgresConnection
    ) throws -> Int {
        try connection.transaction { connection in
            // The trigger that watches for corrections passes over what retention does.
            try connection.query("SELECT set_config('qtp.retention', 'on', true)")
            return try connection.query(
                """
                DELETE FROM \(table.name) WHERE ctid = ANY (ARRAY(
                    SELECT ctid FROM \(table.name) WHERE \(table.timeColumn) < $1::bigint LIMIT \(Self.rowsAtOnce)))
                """, [PostgresValue(limit)]
            ).affected
        }
    }

    // MARK: - Policies

    private func setPolicies(of table: Table, on connection: isolated PostgresConnection) throws {
        // A day more, so that the mark above is ahead of what a policy drops.
        let drop = table.keepDays.map { (Int64($0) + 1) * Self.day }
        if try policy("policy_retention", "drop_after", of: table, on: connection) != drop {
            try connection.transaction { connection in
                try connection.query("SELECT remove_retention_policy('\(table.name)', if_exists => true)")
                guard let drop else { return }
                try connection.query("SELECT add_retention_policy('\(table.name)', \(drop)::bigint)")
            }
        }
        let compress = compressAfterDays.map { Int64($0) * Self.day }
        if try policy("policy_compression", "compress_after", of: table, on: connection) != compress {
            try connection.transaction { connection in
                try connection.query("CALL remove_columnstore_policy('\(table.name)', if_exists => true)")
                guard let compress else { return }
                try connection.query(
                    "CALL add_columnstore_policy('\(table.name)', after => \(compress)::bigint)")
            }
        }
    }

    /// What a policy that stands is set to, in milliseconds; nil where there is none.
    private func policy(
        _ procedure: String, _ key: String, of table: Table, on connection: isolated PostgresConnection
    ) throws -> Int64? {
        try connection.query(
            """
            SELECT (config ->> $2)::bigint AS age FROM timescaledb_information.jobs
            WHERE proc_name = $1 AND hypertable_schema = current_schema() AND hypertable_name = $3
            """, [PostgresValue(procedure), PostgresValue(key), PostgresValue(table.name)]
        ).first?.integer("age")
    }
}
