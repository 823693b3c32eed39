internal import Domain
public import Postgres

/// Stores trades: new ones by `COPY` where they belong, and late or corrected ones by a merge in which the version that
/// came last wins.
public enum TradeWriter {
    /// How rows get into the table.
    public enum Way: Sendable {
        /// Straight where they belong as far as their numbers are higher than all before.
        case direct
        /// By way of a temporary table and a merge, whatever they are.
        case merge
    }

    /// How far a trade's own time may move when it is corrected, which is also how late one may come.
    ///
    /// A day more than a week, so that a week is not cut short by the length of a batch.
    static let longestMove: Int64 = 8 * 86_400_000

    static let staging = "staging_trades"

    /// The temporary table, which every connection needs before it stores; a commit empties it.
    public static let prologue = "CREATE TEMPORARY TABLE \(staging) (LIKE trades) ON COMMIT DELETE ROWS"

    private static let marks = PreparedStatement(
        "trade_marks",
        """
        SELECT instrument, last_trade_id, claimed, kept_since FROM trade_candle_marks
        WHERE instrument = ANY ($1::text[]) ORDER BY instrument FOR UPDATE
        """)

    private static let raise = PreparedStatement(
        "raise_trade_marks",
        """
        INSERT INTO trade_candle_marks (
            instrument, last_trade_id, newest_at, claimed, made_until, kept_since)
        SELECT mark.instrument, mark.last_trade_id, mark.newest_at, greatest(mark.opened_at, others.kept_since),
            greatest(mark.opened_at, others.kept_since), others.kept_since
        FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[])
            AS mark (instrument, last_trade_id, newest_at, opened_at),
            (SELECT coalesce(max(kept_since), 0) AS kept_since FROM trade_candle_marks) AS others
        ORDER BY mark.instrument
        ON CONFLICT (instrument) DO UPDATE SET
            last_trade_id = greatest(trade_candle_marks.last_trade_id, EXCLUDED.last_trade_id),
            newest_at = greatest(trade_candle_marks.newest_at, EXCLUDED.newest_at)
        """)

    private static let markLate = PreparedStatement(
        "mark_trade_minutes", "SELECT mark_trade_minutes($1::text[], $2::bigint[])")

    /// The key holds the time, so a trade whose time was corrected would stand there twice.
    ///
    /// A look at the index for each row, whatever a planner thinks of a table that nobody has analysed.
    private static let findMoved = PreparedStatement(
        "find_moved_trades",
        """
        SELECT new.instrument, new.trade_id, old.occurred_at FROM \(staging) AS new
        CROSS JOIN LATERAL (
            SELECT occurred_at FROM trades
            WHERE instrument = new.instrument AND trade_id = new.trade_id AND occurred_at <> new.occurred_at
                AND occurred_at BETWEEN $1::bigint AND $2::bigint
            OFFSET 0) AS old
        """)

    private static let removeMoved = PreparedStatement(
        "remove_moved_trades",
        """
        DELETE FROM trades USING unnest($1::text[], $2::bigint[], $3::bigint[])
            AS moved (instrument, trade_id, occurred_at)
        WHERE trades.instrument = moved.instrument AND trades.trade_id = moved.trade_id
            AND trades.occurred_at = moved.occurred_at
        """)

    private static let mergeTrades = PreparedStatement(
        "merge_trades",
        """
        INSERT INTO trades (instrument, trade_id, occurred_at, price, quantity, aggressor)
        SELECT instrument, trade_id, occurred_at, price, quantity, aggressor FROM \(staging)
        ON CONFLICT (instrument, trade_id, occurred_at) DO UPDATE
        SET price = EXCLUDED.price, quantity = EXCLUDED.quantity, aggressor = EXCLUDED.aggressor
        WHERE (trades.price, trades.quantity, trades.aggressor)
            IS DISTINCT FROM (EXCLUDED.price, EXCLUDED.quantity, EXCLUDED.aggressor)
        """)

    /// Stores a batch, in the transaction that is under way, and puts down which candles it makes untrue.
    ///
    /// - Throws: ``PostgresError``. A ``PostgresError/constraint(name:)`` of `trades_once` on the ``Way/direct`` way says
    ///   that somebody else stored one of them: ``Way/merge`` takes them.
    public static func store(
        _ batch: TradeBatch, by way: Way, on connection: isolated PostgresConnection
    ) throws {
        guard batch.count > 0 else { return }
        let names = batch.spans.keys.sorted()
        var known: [String: PostgresRow] = [:]
        for row in try connection.query(marks, [PostgresValue(array: names)]) {
            known[try row.text("instrument")] = row
        }
        let isNew = try names.allSatisfy { name in
            guard let mark = known[name] else { return true }
            return try batch.spans[name]?.lowestID ?? .min > mark.integer("last_trade_id")
        }
        if isNew, way == .direct {
            try connection.copy(batch.text, into: "trades", columns: TradeBatch.columns)
        } else {
            try connection.copy(batch.text, into: staging, columns: TradeBatch.columns)
            try removeMovedTrades(of: batch, on: connection)
            try connection.query(mergeTrades)
        }
        try raiseMarks(of: batch, names, on: connection)
        try putDownLate(batch, known, on: connection)
    }

    private static func removeMovedTrades(
        of batch: TradeBatch, on connection: isolated PostgresConnection
    ) throws {
        let moved = try connection.query(
            findMoved,
            [
                PostgresValue(batch.bounds.lowerBound.milliseconds - longestMove),
                PostgresValue(batch.bounds.upperBound.milliseconds + longestMove),
            ])
        guard !moved.isEmpty else { return }
        let columns = ["instrument", "trade_id", "occurred_at"]
        try connection.query(
            removeMoved,
            try columns.map { column in PostgresValue(array: try moved.map { try $0.text(column) }) })
    }

    private static func raiseMarks(
        of batch: TradeBatch, _ names: [String], on connection: isolated PostgresConnection
    ) throws {
        try connection.query(
            raise,
            [
                PostgresValue(array: names),
                PostgresValue(array: names.map { "\(batch.spans[$0]?.highestID ?? .min)" }),
                PostgresValue(array: names.map { "\(batch.spans[$0]?.newest ?? .distantPast)" }),
                PostgresValue(array: names.map { "\(batch.minutes[$0]?.min() ?? .distantPast)" }),
            ])
    }

    /// Minutes whose candle may have been made are made again; those that are still to come are not.
    private static func putDownLate(
        _ batch: TradeBatch, _ marks: [String: PostgresRow], on connection: isolated PostgresConnection
    ) throws {
        var instruments: [String] = []
        var moments: [String] = []
        for (name, mark) in marks {
            let late =
                try mark.integer("kept_since")..<max(mark.integer("kept_since"), mark.integer("claimed"))
            for minute in batch.minutes[name] ?? [] where late.contains(minute.milliseconds) {
                instruments.append(name)
                moments.append(minute.description)
            }
        }
        guard !instruments.isEmpty else { return }
        try connection.query(markLate, [PostgresValue(array: instruments), PostgresValue(array: moments)])
    }
}
