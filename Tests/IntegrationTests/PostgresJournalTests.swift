import Bus
import Domain
import Logging
import Messages
import Postgres
import ServerSupport
import Testing

@testable import ExecutorDaemon

@Suite(.enabled(if: PostgresServer.isInstalled), .timeLimit(.minutes(5)))
struct `Postgres journal` {
    private static let instrument = InstrumentID(venue: "sim", symbol: "BTCUSDT")

    private func journal(_ database: PostgresDatabase) -> PostgresJournal {
        PostgresJournal(database.options, logger: Logger(label: "test"))
    }

    private func plan(_ from: UInt64, _ through: UInt64) -> BatchPlan {
        func cursors(_ number: UInt64) -> [StreamKind: EntryID] {
            [
                .bars: EntryID(milliseconds: number, sequence: 0),
                .executorCommands: EntryID(milliseconds: number, sequence: .max),
            ]
        }
        return BatchPlan(shard: Shard(2), from: cursors(from), through: cursors(through))
    }

    private func outputs(_ number: Int) -> [Message.Body] {
        let order = { (status: Order.Status) in
            Order(
                clientOrderID: "q\(number)", causeID: "decision/\"\(number)\"", instrument: Self.instrument,
                side: .buy,
                quantity: Quantity(units: 123_456_789), filledQuantity: .zero, status: status, reason: "",
                updatedAt: Timestamp(milliseconds: 5))
        }
        let fill = Fill(
            id: "f\(number)", clientOrderID: "q\(number)", instrument: Self.instrument, side: .buy,
            price: Price(whole: 7), quantity: Quantity(units: 1), fee: Notional(units: 1),
            occurredAt: Timestamp(milliseconds: 6))
        return [
            .orderChanged(OrderChanged(order(.journalled))), .orderChanged(OrderChanged(order(.accepted))),
            .fillRecorded(FillRecorded(fill)),
        ]
    }

    @Test func `the last plan comes back as it was, and there is none before the first`() async throws {
        let database = try await PostgresDatabase.migrated()
        let journal = journal(database)
        #expect(try await journal.lastPlan(of: Shard(2)) == nil)
        try await journal.record(plan(0, 5), token: 1, outputs: outputs(1))
        try await journal.record(plan(5, 9), token: 1, outputs: outputs(2))
        #expect(try await journal.lastPlan(of: Shard(2)) == plan(5, 9))
        #expect(try await journal.lastPlan(of: Shard(1)) == nil)
    }

    @Test func `a batch recorded twice leaves one order and one fill`() async throws {
        let database = try await PostgresDatabase.migrated()
        let journal = journal(database)
        for token in [1, 1, 2] as [Int64] {
            try await journal.record(plan(0, 5), token: token, outputs: outputs(1))
        }
        let row = try #require(try await database.pool.query("SELECT * FROM journal_orders").first)
        #expect(try row.value("quantity", as: Quantity.self) == Quantity(units: 123_456_789))
        #expect(try row.text("cause_id") == "decision/\"1\"")
        #expect(try await database.count("SELECT count(*) FROM journal_orders") == 1)
        #expect(try await database.count("SELECT count(*) FROM journal_fills") == 1)
    }

    @Test func `a lower token than the last is fenced and writes nothing`() async throws {
        let database = try await PostgresDatabase.migrated()
        let journal = journal(database)
        try await journal.record(plan(0, 5), token: 7, outputs: outputs(1))
        await #expect(throws: BusError.fenced(Shard(2))) {
            try await journal.record(plan(0, 9), token: 6, outputs: outputs(2))
        }
        #expect(try await journal.lastPlan(of: Shard(2)) == plan(0, 5))
        #expect(try await database.count("SELECT count(*) FROM journal_orders") == 1)
        #expect(try await database.count("SELECT count(*) FROM journal_fills") == 1)
    }

    @Test func `the form of the database knows a repeat by itself`() async throws {
        let database = try await PostgresDatabase.migrated()
        try await journal(database).record(plan(0, 5), token: 1, outputs: outputs(1))
        await #expect(throws: PostgresError.constraint(name: "journal_orders_once")) {
            try await database.pool.query("INSERT INTO journal_orders SELECT * FROM journal_orders")
        }
    }

    @Test func `a server that is away is unavailable, not an error`() async throws {
        let database = try await PostgresDatabase.migrated(ownServer: true)
        let journal = journal(database)
        try await database.server.stop()
        await #expect {
            try await journal.record(plan(0, 5), token: 1, outputs: outputs(1))
        } throws: { error in
            guard case BusError.unavailable = error else { return false }
            return true
        }
    }
}
