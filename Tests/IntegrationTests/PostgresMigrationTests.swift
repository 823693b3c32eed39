import Logging
import Postgres
import ServerSupport
import Testing

@Suite(.enabled(if: PostgresServer.isInstalled), .timeLimit(.minutes(5)))
struct `Postgres migrations` {
    @Test(arguments: StorageServer.all)
    func `a second run finds nothing to do`(on server: StorageServer) async throws {
        let database = try await PostgresDatabase.start(on: server)
        let migrator = Migrator(database.pool)
        #expect(try await migrator.pending() == Migration.all)
        #expect(try await migrator.migrate() == Migration.all)
        #expect(try await migrator.migrate() == [])
        #expect(try await migrator.pending() == [])
    }

    @Test(arguments: StorageServer.all)
    func `of runs at the same time one does the work and the others wait`(on server: StorageServer)
        async throws
    {
        let database = try await PostgresDatabase.start(on: server)
        let applied = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    let pool = PostgresPool(database.options, logger: Logger(label: "test"))
                    return try await Migrator(pool).migrate().count
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(applied.sorted() == [0, 0, 0, Migration.all.count])
    }

    @Test(arguments: StorageServer.all)
    func `a recorded step whose text has changed is refused`(on server: StorageServer) async throws {
        let database = try await PostgresDatabase.migrated(on: server)
        var changed = Migration.all
        changed[1] = Migration(number: 2, name: "market", sql: changed[1].sql + " -- changed")
        await #expect(throws: MigrationError.changed(number: 2, name: "market")) {
            try await Migrator(database.pool, migrations: changed).migrate()
        }
    }

    @Test(arguments: StorageServer.all)
    func `a database of a newer build is refused`(on server: StorageServer) async throws {
        let database = try await PostgresDatabase.migrated(on: server)
        let older = Array(Migration.all.dropLast())
        await #expect(throws: MigrationError.self) {
            try await Migrator(database.pool, migrations: older).migrate()
        }
    }

    @Test(arguments: StorageServer.all)
    func `what the server can do is put down, and made use of`(on server: StorageServer) async throws {
        let database = try await PostgresDatabase.migrated(on: server)
        let mode = try #require(
            try await database.pool.query("SELECT value FROM capabilities WHERE name = 'timescaledb'").first
        ).text("value")
        #expect(server == .plain ? mode == "none" : ["apache", "timescale"].contains(mode))
        guard mode != "none" else { return }
        let hypertables = try await database.pool.query(
            "SELECT hypertable_name FROM timescaledb_information.hypertables ORDER BY 1"
        ).map { try $0.text("hypertable_name") }
        #expect(hypertables.filter { !$0.hasPrefix("_") } == ["bars", "decisions", "signals", "trades"])
        let aggregates = try await database.count(
            """
            SELECT count(*) FROM timescaledb_information.continuous_aggregates
            WHERE view_name = 'trade_minutes' AND NOT materialized_only
            """)
        #expect(aggregates == (mode == "timescale" ? 1 : 0))
    }

    @Test(arguments: StorageServer.all)
    func `a step that fails leaves the ones before it and nothing of itself`(on server: StorageServer)
        async throws
    {
        let database = try await PostgresDatabase.start(on: server)
        let broken = [
            Migration(number: 1, name: "good", sql: "CREATE TABLE good (x int)"),
            Migration(number: 2, name: "bad", sql: "CREATE TABLE half (x int); SELECT nonsense"),
        ]
        await #expect(throws: MigrationError.self) {
            try await Migrator(database.pool, migrations: broken).migrate()
        }
        let migrator = Migrator(database.pool, migrations: broken)
        #expect(try await migrator.pending().map(\.name) == ["bad"])
        #expect(try await database.count("SELECT count(*) FROM pg_class WHERE relname = 'half'") == 0)
    }
}
