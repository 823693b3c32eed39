import Bus
import Domain
import Logging
import Messages
import Postgres
import ServerSupport
import Testing

@testable import RecorderDaemon

@Suite(.enabled(if: PostgresServer.isInstalled), .timeLimit(.minutes(5)))
struct `Recorder sink` {
    private static let instrument = InstrumentID(venue: "sim", symbol: "BTCUSDT")
    private static let shard = Shard(3)
    private static let tables = [
        "bars", "trades", "signals", "decisions", "orders", "order_events", "fills", "positions",
    ]

    private func sink(_ database: PostgresDatabase) -> RecorderSink {
        RecorderSink(database.options, logger: Logger(label: "test"))
    }

    private func batch(_ entries: [StreamEntry], token: Int64 = 1, through number: UInt64) -> SinkBatch {
        let place = EntryID(milliseconds: number, sequence: 0)
        return SinkBatch(
            shard: Self.shard, token: token, entries: entries,
            cursors: Dictionary(uniqueKeysWithValues: RecorderSink.inputs.map { ($0, place) }))
    }

    private func entry(_ body: Message.Body, on stream: StreamKind, _ number: UInt64 = 1) -> StreamEntry {
        StreamEntry(
            stream: stream, shard: Self.shard, id: EntryID(milliseconds: number, sequence: 0),
            message: Message(body))
    }

    private func order(_ status: Order.Status, filled: Int, at time: Int64) -> StreamEntry {
        let order = Order(
            clientOrderID: "q1", causeID: "decision/1", instrument: Self.instrument, side: .buy,
            quantity: Quantity(whole: 2), filledQuantity: Quantity(whole: filled), status: status, reason: "",
            updatedAt: Timestamp(milliseconds: time))
        return entry(.orderChanged(OrderChanged(order)), on: .orders)
    }

    private func trade(_ number: Int64) -> StreamEntry {
        let trade = Trade(
            instrument: Self.instrument, id: number, occurredAt: Timestamp(milliseconds: number),
            price: Price(units: 123_456_789), quantity: Quantity(units: 1), aggressor: .sell)
        return entry(.tradePrinted(TradePrinted(trade)), on: .trades)
    }

    /// A day in the life of a shard.
    private func story() throws -> [StreamEntry] {
        let time = Timestamp(milliseconds: 1_800_000)
        let bar = Bar(
            instrument: Self.instrument, interval: .thirtyMinutes, openedAt: time, open: Price(whole: 1),
            high: Price(whole: 2), low: Price(whole: 1), close: Price(whole: 2), volume: Quantity(units: 3))
        let signal = Signal(
            engine: "cipher-engine", instrument: Self.instrument, interval: .thirtyMinutes, openedAt: time,
            direction: .long, strength: Rate(basisPoints: 1), reasons: ["tab\there"],
            evidence: [Evidence("wt1", 0.1)])
        let decision = Decision(
            instrument: Self.instrument, interval: .thirtyMinutes, openedAt: time, direction: .long,
            score: Rate(basisPoints: -1), isDegraded: false, expiresAt: time, contributions: [],
            rules: [.init(rule: "threshold", passed: true, detail: "0.7 of \"0.5\"\\")])
        let fill = Fill(
            id: "f1", clientOrderID: "q1", instrument: Self.instrument, side: .buy, price: Price(whole: 3),
            quantity: Quantity(whole: 2), fee: Notional(units: 1), occurredAt: time)
        var position = Position(instrument: Self.instrument)
        try position.apply(fill)
        return [
            entry(.barClosed(BarClosed(bar)), on: .bars), trade(1), trade(2),
            entry(.signalEvaluated(SignalEvaluated(signal)), on: .signals),
            entry(.decisionMade(DecisionMade(decision)), on: .confirmed),
            order(.journalled, filled: 0, at: 1), order(.accepted, filled: 0, at: 2),
            order(.filled, filled: 2, at: 3), entry(.fillRecorded(FillRecorded(fill)), on: .orders),
            entry(.positionChanged(PositionChanged(position, after: "f1")), on: .orders),
        ]
    }

    @Test(arguments: StorageServer.all)
    func `a batch stored twice gives the same rows as once`(on server: StorageServer) async throws {
        let database = try await PostgresDatabase.migrated(on: server)
        let sink = sink(database)
        let story = try story()
        try await sink.store(batch(story, through: 9))
        var once: [String: String] = [:]
        for table in Self.tables {
            once[table] = try await database.content(of: table)
            #expect(once[table]?.isEmpty == false, "\(table)")
        }
        try await sink.store(batch(story, through: 9))
        for table in Self.tables { #expect(try await database.content(of: table) == once[table]) }
        #expect(try await sink.cursors(of: Self.shard)[.bars] == EntryID(milliseconds: 9, sequence: 0))
    }

    @Test(arguments: StorageServer.all)
    func `the latest status of an order stays, whatever comes after`(on server: StorageServer) async throws {
        let database = try await PostgresDatabase.migrated(on: server)
        let sink = sink(database)
        try await sink.store(batch([order(.filled, filled: 2, at: 3)], through: 1))
        try await sink.store(batch([order(.accepted, filled: 1, at: 2)], through: 2))
        let row = try #require(
            try await database.pool.query("SELECT status, filled_quantity FROM orders").first)
        #expect(try row.text("status") == "filled")
        #expect(try row.value("filled_quantity", as: Quantity.self) == Quantity(whole: 2))
        #expect(try await database.count("SELECT count(*) FROM order_events") == 2)
    }

    @Test(arguments: StorageServer.all)
    func `numbers come back exactly`(on server: StorageServer) async throws {
        let database = try await PostgresDatabase.migrated(on: server)
        try await sink(database).store(batch([trade(1)], through: 1))
        let row = try #require(try await database.pool.query("SELECT price, quantity FROM trades").first)
        #expect(try row.value("price", as: Price.self) == Price(units: 123_456_789))
        #expect(try row.value("quantity", as: Quantity.self) == Quantity(units: 1))
    }

    @Test(arguments: StorageServer.all)
    func `a lower token than the last is fenced and stores nothing`(on server: StorageServer) async throws {
        let database = try await PostgresDatabase.migrated(on: server)
        let sink = sink(database)
        try await sink.store(batch([trade(1)], token: 7, through: 1))
        await #expect(throws: BusError.fenced(Self.shard)) {
            try await sink.store(batch([trade(2)], token: 6, through: 2))
        }
        #expect(try await database.count("SELECT count(*) FROM trades") == 1)
        #expect(try await sink.cursors(of: Self.shard)[.trades] == EntryID(milliseconds: 1, sequence: 0))
    }

    @Test func `a database that was killed takes the batch again after its return`() async throws {
        let database = try await PostgresDatabase.migrated(ownServer: true)
        let sink = sink(database)
        try await sink.store(batch([trade(1)], through: 1))
        try await database.server.kill()
        await #expect(throws: BusError.self) { try await sink.store(batch([trade(2)], through: 2)) }
        try await database.server.start()
        for _ in 0..<400 {
            do {
                try await sink.store(batch([trade(2)], through: 2))
                break
            } catch BusError.unavailable { try await Task.sleep(for: .milliseconds(25)) }
        }
        #expect(try await database.count("SELECT count(*) FROM trades") == 2)
    }

    @Test(arguments: StorageServer.all)
    func `a database without its tables is refused, not waited for`(on server: StorageServer) async throws {
        let database = try await PostgresDatabase.start(on: server)
        await #expect {
            try await sink(database).store(batch([trade(1)], through: 1))
        } throws: { error in
            guard case BusError.refused = error else { return false }
            return true
        }
    }

    @Test func `thousands of rows go in one batch, at a pace that keeps up with a replay`() async throws {
        let database = try await PostgresDatabase.migrated(ownServer: true)
        let sink = sink(database)
        let batches = (0..<20).map { number in (0..<1000).map { trade(Int64(number * 1000 + $0)) } }
        let elapsed = try await ContinuousClock().measure {
            for (number, entries) in batches.enumerated() {
                try await sink.store(batch(entries, through: UInt64(number + 1)))
            }
        }
        #expect(try await database.count("SELECT count(*) FROM trades") == 20_000)
        // Unoptimized and beside other tests; a row at a time would take minutes.
        #expect(elapsed < .seconds(120), "20 000 rows took \(elapsed)")
    }
}
