internal import Domain
public import Postgres

/// Makes the candles of what has passed, and makes those again that are no longer true.
///
/// Whoever reads `trade_candles` has exact answers without it; it keeps those answers cheap. One process at a time works,
/// and a killed one leaves nothing half done.
public struct TradeCandles: Sendable {
    /// Of the advisory lock of whoever makes candles: any number that nobody else in the database uses.
    private static let lock: Int64 = 0x7174_705f_6361_6e64
    /// How much is made in one transaction.
    private static let longestStretch: Int64 = 7 * 86_400_000
    private static let mostMinutes = 5_000
    /// Minutes closer than this are made again in one stroke where each stroke costs a transaction of its own.
    private static let joinedWithin: Int64 = 3_600_000

    private let pool: PostgresPool

    /// The candles of a database, which must have been migrated.
    public init(_ pool: PostgresPool) { self.pool = pool }

    /// Makes all that is due.
    ///
    /// - Returns: how many minutes were made again; nil when another process is at it.
    /// - Throws: ``PostgresError``; what is not made stays due.
    @discardableResult
    public func refresh() async throws -> Int? {
        try await pool.run { connection in
            let locked = try connection.query(
                "SELECT pg_try_advisory_lock($1) AS taken", [PostgresValue(Self.lock)])
            guard try locked.first?.boolean("taken") == true else { return nil }
            let result = Result { try Self.refresh(on: connection) }
            try connection.query("SELECT pg_advisory_unlock($1)", [PostgresValue(Self.lock)])
            return try result.get()
        }
    }

    private static func refresh(on connection: isolated PostgresConnection) throws -> Int {
        let mode = try connection.query("SELECT value FROM capabilities WHERE name = 'timescaledb'")
        let isAggregate = try mode.first?.text("value") == "timescale"
        try claim(on: connection)
        while let stretch = try nextStretch(on: connection) { try make(stretch, isAggregate, on: connection) }
        var count = 0
        while true {
            let late = try lateMinutes(on: connection)
            guard !late.isEmpty else { return count }
            try makeAgain(late, isAggregate, on: connection)
            count += late.count
            if late.count < mostMinutes { return count }
        }
    }

    /// From here on a trade before the instrument's newest minute counts as late.
    ///
    /// Locked in the order in which batches lock. Committed before anything is made: a batch that knew nothing of it has committed, too, and is seen; one that
    /// comes later puts its minutes down.
    private static func claim(on connection: isolated PostgresConnection) throws {
        try connection.query(
            """
            WITH due AS (
                SELECT instrument FROM trade_candle_marks WHERE claimed < newest_at / 60000 * 60000
                ORDER BY instrument FOR UPDATE)
            UPDATE trade_candle_marks AS mark SET claimed = mark.newest_at / 60000 * 60000
            FROM due WHERE mark.instrument = due.instrument
            """)
    }

    private struct Stretch {
        let instrument: String
        let from: Int64
        let until: Int64
    }

    private static func nextStretch(on connection: isolated PostgresConnection) throws -> Stretch? {
        let row = try connection.query(
            """
            SELECT instrument, made_until, least(claimed, made_until + \(longestStretch)) AS until
            FROM trade_candle_marks WHERE made_until < claimed ORDER BY made_until, instrument LIMIT 1
            """
        ).first
        return try row.map {
            Stretch(
                instrument: try $0.text("instrument"), from: try $0.integer("made_until"),
                until: try $0.integer("until"))
        }
    }

    private static func make(
        _ stretch: Stretch, _ isAggregate: Bool, on connection: isolated PostgresConnection
    ) throws {
        if isAggregate {
            // Of every instrument; and in a transaction of its own, as it demands.
            try aggregate(from: stretch.from, until: stretch.until, on: connection)
            try connection.query(
                """
                WITH made AS (
                    SELECT instrument FROM trade_candle_marks
                    WHERE made_until >= $1::bigint AND made_until < least(claimed, $2::bigint)
                    ORDER BY instrument FOR UPDATE)
                UPDATE trade_candle_marks AS mark SET made_until = least(mark.claimed, $2::bigint)
                FROM made WHERE mark.instrument = made.instrument
                """, [PostgresValue(stretch.from), PostgresValue(stretch.until)])
            return
        }
        try connection.transaction { connection in
            let place = [
                PostgresValue(stretch.instrument), PostgresValue(stretch.from), PostgresValue(stretch.until),
            ]
            // A stretch that is made for the second time, after a crash, say, begins anew.
            try connection.query(
                "DELETE FROM trade_minutes WHERE instrument = $1 AND opened_at >= $2 AND opened_at < $3",
                place)
            try connection.query(
                "INSERT INTO trade_minutes SELECT * FROM make_trade_minutes($1, $2::bigint, $3::bigint)",
                place)
            try connection.query(
                "UPDATE trade_candle_marks SET made_until = $2 WHERE instrument = $1", [place[0], place[2]])
        }
    }

    private struct LateMinute {
        let instrument: String
        let openedAt: Int64
        let changedBy: String
    }

    private static func lateMinutes(on connection: isolated PostgresConnection) throws -> [LateMinute] {
        try connection.query(
            """
            SELECT late.instrument, late.opened_at, late.changed_by
            FROM late_trade_minutes AS late JOIN trade_candle_marks AS mark USING (instrument)
            WHERE late.opened_at < mark.made_until AND late.opened_at >= mark.kept_since
            ORDER BY late.instrument, late.opened_at LIMIT \(mostMinutes)
            """
        ).map { row in
            LateMinute(
                instrument: try row.text("instrument"), openedAt: try row.integer("opened_at"),
                changedBy: try row.text("changed_by"))
        }
    }

    private static func makeAgain(
        _ late: [LateMinute], _ isAggregate: Bool, on connection: isolated PostgresConnection
    ) throws {
        let minutes = [
            PostgresValue(array: late.map(\.instrument)), PostgresValue(array: late.map { "\($0.openedAt)" }),
        ]
        if isAggregate {
            for range in joined(late) {
                try aggregate(from: range.lowerBound, until: range.upperBound, on: connection)
            }
        } else {
            try connection.transaction { connection in
                try connection.query(
                    """
                    DELETE FROM trade_minutes AS kept USING unnest($1::text[], $2::bigint[])
                        AS late (instrument, opened_at)
                    WHERE kept.instrument = late.instrument AND kept.opened_at = late.opened_at
                    """, minutes)
                try connection.query(
                    """
                    INSERT INTO trade_minutes SELECT made.*
                    FROM unnest($1::text[], $2::bigint[]) AS late (instrument, opened_at),
                        LATERAL make_trade_minutes(late.instrument, late.opened_at, late.opened_at + 60000) AS made
                    """, minutes)
            }
        }
        // One that has changed again meanwhile has another transaction's number, and one that is being changed is locked:
        // both stay due.
        try connection.query(
            """
            DELETE FROM late_trade_minutes AS late
            USING (
                SELECT changed.instrument, changed.opened_at FROM late_trade_minutes AS changed
                JOIN unnest($1::text[], $2::bigint[], $3::xid8[]) AS made (instrument, opened_at, changed_by)
                    USING (instrument, opened_at)
                WHERE changed.changed_by = made.changed_by
                FOR UPDATE OF changed SKIP LOCKED) AS done
            WHERE late.instrument = done.instrument AND late.opened_at = done.opened_at
            """, minutes + [PostgresValue(array: late.map(\.changedBy))])
    }

    private static func joined(_ late: [LateMinute]) -> [Range<Int64>] {
        var ranges: [Range<Int64>] = []
        for minute in late.map(\.openedAt).sorted() {
            let end = minute + 60_000
            if let last = ranges.last, minute - last.upperBound <= joinedWithin {
                ranges[ranges.count - 1] = last.lowerBound..<max(last.upperBound, end)
            } else {
                ranges.append(minute..<end)
            }
        }
        return ranges
    }

    private static func aggregate(
        from: Int64, until: Int64, on connection: isolated PostgresConnection
    ) throws {
        try connection.query(
            "CALL refresh_continuous_aggregate('trade_minutes', \(from)::bigint, \(until)::bigint)")
    }
}
