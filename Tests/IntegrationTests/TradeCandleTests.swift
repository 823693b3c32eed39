import Bus
import Domain
import Logging
import Messages
import Postgres
import ServerSupport
import TestSupport
import Testing
import TradeRecords

@testable import RecorderDaemon

/// Candles of stored trades are those of a recomputation from all trades as they are now, whatever came late, twice, in
/// another order, in another version or was taken back.
@Suite(.enabled(if: PostgresServer.isInstalled), .timeLimit(.minutes(10)))
struct `Trade candles` {
    private static let shard = Shard(3)
    private static let day: Int64 = 86_400_000
    private static let start = 20_000 * day

    private func store(_ trades: [Trade], through number: Int, with sink: RecorderSink) async throws {
        let place = EntryID(milliseconds: UInt64(number), sequence: 0)
        let entries = trades.map {
            StreamEntry(
                stream: .trades, shard: Self.shard, id: place,
                message: Message(.tradePrinted(TradePrinted($0))))
        }
        try await sink.store(
            SinkBatch(
                shard: Self.shard, token: 1, entries: entries,
                cursors: Dictionary(uniqueKeysWithValues: RecorderSink.inputs.map { ($0, place) })))
    }

    private func candles(_ database: PostgresDatabase) async throws -> [String: TradeOracle.Candle] {
        try await database.pool.query("SELECT * FROM trade_candles").reduce(into: [:]) { candles, row in
            let key = "\(try row.text("instrument"))/\(try row.integer("opened_at"))"
            // A candle that is there twice would be worse than a wrong one.
            #expect(candles[key] == nil, "\(key) is there twice")
            candles[key] = try TradeOracle.Candle(row)
        }
    }

    private func expectTruth(
        _ oracle: TradeOracle, in database: PostgresDatabase, when moment: String, seed: UInt64
    ) async throws {
        let truth = oracle.candles(of: 60_000)
        let stored = try await candles(database)
        #expect(stored.count == truth.count, "\(moment), seed \(seed)")
        let wrong = truth.filter { stored[$0.key] != $0.value }
        let first = wrong.keys.min() ?? ""
        #expect(
            wrong.isEmpty,
            """
            \(wrong.count) of \(truth.count) \(moment), seed \(seed): \(first) is \
            \(String(describing: stored[first])), not \(String(describing: truth[first]))
            """)
    }

    @Test(arguments: StorageServer.all)
    func `of 10,000 random minutes are those of a recomputation`(on server: StorageServer) async throws {
        let seed: UInt64 = 2_026_112_315
        let database = try await PostgresDatabase.migrated(on: server)
        let sink = RecorderSink(database.options, logger: Logger(label: "test"))
        let made = TradeCandles(database.pool)
        var feed = DisorderedTrades(seed: seed, start: Self.start, minutes: 10_000)
        var oracle = TradeOracle()
        var number = 0
        while let batch = feed.next() {
            number += 1
            try await store(batch, through: number, with: sink)
            for trade in batch { oracle.apply(trade) }
            if number % 7 == 0 { try await made.refresh() }
            if number % 29 == 0 {
                for trade in feed.busted(of: oracle) {
                    try await bust(trade, in: database)
                    oracle.remove(trade)
                }
            }
            if number % 20 == 0 {
                try await expectTruth(oracle, in: database, when: "after batch \(number)", seed: seed)
            }
        }
        #expect(oracle.candles(of: 60_000).count >= 9_900)
        try await expectTruth(oracle, in: database, when: "at the end", seed: seed)
        try await made.refresh()
        try await expectTruth(oracle, in: database, when: "when all is made", seed: seed)
        #expect(try await database.count("SELECT count(*) FROM trades") == Int64(oracle.count))
        try await expectRecomputation(in: database, seed: seed)
        try await expectHours(of: oracle, in: database, seed: seed)
    }

    private func bust(_ trade: Trade, in database: PostgresDatabase) async throws {
        try await database.pool.query(
            "DELETE FROM trades WHERE instrument = $1 AND trade_id = $2 AND occurred_at = $3",
            [
                PostgresValue(trade.instrument.description), PostgresValue(trade.id),
                PostgresValue(trade.occurredAt),
            ])
    }

    /// The same once more in the database's own words, which share nothing with those that made the candles.
    private func expectRecomputation(in database: PostgresDatabase, seed: UInt64) async throws {
        let differing = try await database.count(
            """
            WITH recomputed AS (
                SELECT instrument, occurred_at - occurred_at % 60000 AS opened_at,
                    (array_agg(price ORDER BY occurred_at, trade_id))[1] AS open, max(price) AS high,
                    min(price) AS low, (array_agg(price ORDER BY occurred_at DESC, trade_id DESC))[1] AS close,
                    sum(quantity) AS volume, coalesce(sum(quantity) FILTER (WHERE aggressor = 'buy'), 0) AS buy_volume,
                    count(*) AS trades, max(trade_id) AS last_trade_id
                FROM trades GROUP BY 1, 2),
            difference AS (
                (TABLE recomputed EXCEPT ALL TABLE trade_candles) UNION ALL
                (TABLE trade_candles EXCEPT ALL TABLE recomputed))
            SELECT count(*) FROM difference
            """)
        #expect(differing == 0, "seed \(seed)")
    }

    private func expectHours(of oracle: TradeOracle, in database: PostgresDatabase, seed: UInt64) async throws
    {
        let truth = oracle.candles(of: 3_600_000)
        var count = 0
        for instrument in DisorderedTrades.instruments {
            let rows = try await database.pool.query(
                "SELECT * FROM trade_candles_of($1, 3600000, 0, 9223372036854775807)",
                [PostgresValue(instrument.description)])
            for row in rows {
                let key = "\(instrument)/\(try row.integer("opened_at"))"
                #expect(try TradeOracle.Candle(row) == truth[key], "\(key), seed \(seed)")
                count += 1
            }
        }
        #expect(count == truth.count, "seed \(seed)")
    }

    @Test(arguments: StorageServer.all)
    func `are made of trades that somebody else has put there`(on server: StorageServer) async throws {
        let database = try await PostgresDatabase.migrated(on: server)
        let sink = RecorderSink(database.options, logger: Logger(label: "test"))
        var oracle = TradeOracle()
        func trade(_ id: Int64, at time: Int64, price: Int) -> Trade {
            Trade(
                instrument: DisorderedTrades.instruments[0], id: id,
                occurredAt: Timestamp(milliseconds: Self.start + time), price: Price(whole: price),
                quantity: Quantity(whole: 1), aggressor: .sell)
        }
        let first = [trade(1, at: 0, price: 5), trade(2, at: 200_000, price: 6)]
        try await store(first, through: 1, with: sink)
        try await TradeCandles(database.pool).refresh()
        // Behind the recorder's back, and with a number that it will bring, too.
        try await database.pool.query(
            "INSERT INTO trades VALUES ($1, 3, $2, 9, 1, 'buy')",
            [PostgresValue(DisorderedTrades.instruments[0].description), PostgresValue(Self.start + 1)])
        try await database.pool.query(
            "SELECT mark_trade_minutes(ARRAY[$1], ARRAY[$2]::bigint[])",
            [PostgresValue(DisorderedTrades.instruments[0].description), PostgresValue(Self.start + 1)])
        let second = [trade(3, at: 1, price: 7), trade(4, at: 300_000, price: 8)]
        try await store(second, through: 2, with: sink)
        for trade in first + second { oracle.apply(trade) }
        try await expectTruth(oracle, in: database, when: "at the end", seed: 0)
        try await TradeCandles(database.pool).refresh()
        try await expectTruth(oracle, in: database, when: "when all is made", seed: 0)
    }

    @Test(arguments: StorageServer.all)
    func `outlive the trades they were made of`(on server: StorageServer) async throws {
        let database = try await PostgresDatabase.migrated(on: server)
        let sink = RecorderSink(database.options, logger: Logger(label: "test"))
        let now = Timestamp(milliseconds: try await database.count("SELECT now_milliseconds() AS count"))
        let trades = (0..<60).map { day in
            Trade(
                instrument: DisorderedTrades.instruments[0], id: Int64(day + 1),
                occurredAt: Timestamp(milliseconds: now.milliseconds - Int64(60 - day) * Self.day),
                price: Price(whole: day + 1), quantity: Quantity(whole: 1), aggressor: .buy)
        }
        // Of one that has not traded since, not even the newest minute is of the present.
        let delisted = Trade(
            instrument: DisorderedTrades.instruments[1], id: 1, occurredAt: trades[10].occurredAt,
            price: Price(whole: 3), quantity: Quantity(whole: 1), aggressor: .sell)
        var oracle = TradeOracle()
        for trade in trades + [delisted] { oracle.apply(trade) }
        try await store(trades + [delisted], through: 1, with: sink)
        try await TradeCandles(database.pool).refresh()
        let retention = Retention(
            tables: [.init(name: "trades", timeColumn: "occurred_at", keepDays: 30)], compressAfterDays: 10)
        try await retention.enforce(on: database.pool)
        try await retention.enforce(on: database.pool)
        try await runPolicies(of: database)
        // A chunk goes as a whole, so some trades may stay for a week more, and a policy keeps a day more.
        let left = try await database.count("SELECT count(*) FROM trades")
        #expect(server == .plain ? left == 29 || left == 30 : (29...39).contains(left))
        // One that comes where trades have gone changes nothing there.
        try await store([trades[3]], through: 2, with: sink)
        try await TradeCandles(database.pool).refresh()
        try await expectTruth(oracle, in: database, when: "after retention", seed: 0)
    }

    /// The server's scheduler would come by on its own, some day.
    private func runPolicies(of database: PostgresDatabase) async throws {
        let mode = try await database.pool.query("SELECT value FROM capabilities WHERE name = 'timescaledb'")
        guard try mode.first?.text("value") == "timescale" else { return }
        let jobs = try await database.pool.query(
            """
            SELECT job_id, proc_name FROM timescaledb_information.jobs
            WHERE proc_name IN ('policy_retention', 'policy_compression') ORDER BY proc_name
            """)
        #expect(try jobs.map { try $0.text("proc_name") } == ["policy_compression", "policy_retention"])
        for job in jobs { try await database.pool.query("CALL run_job(\(try job.integer("job_id")))") }
    }
}
