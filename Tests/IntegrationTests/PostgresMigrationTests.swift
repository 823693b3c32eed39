import Logging
import Postgres
import ServerSupport
import Testing

@Suite(.enabled(if: PostgresServer.isInstalled), .timeLimit(.minutes(1)))
struct `Postgres migrations` {
    @Test func `a second run finds nothing to do`() async throws {
        let database = try await PostgresDatabase.start()
        let migrator = Migrator(database.pool)
        #expect(try await migrator.pending() == Migration.all)
        #expect(try await migrator.migrate() == Migration.all)
        #expect(try await migrator.migrate() == [])
        #expect(try await migrator.pending() == [])
    }

    @Test func `of runs at the same time one does the work and the others wait`() async throws {
        let database = try await PostgresDatabase.start()
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

    @Test func `a recorded step whose text has changed is refused`() async throws {
        let database = try await PostgresDatabase.migrated()
        var changed = Migration.all
        changed[1] = Migration(number: 2, name: "market", sql: changed[1].sql + " -- changed")
        await #expect(throws: MigrationError.changed(number: 2, name: "market")) {
            try await Migrator(database.pool, migrations: changed).migrate()
        }
    }

    @Test func `a database of a newer build is refused`() async throws {
        let database = try await PostgresDatabase.migrated()
        let older = Array(Migration.all.dropLast())
        await #expect(throws: MigrationError.self) {
            try await Migrator(database.pool, migrations: older).migrate()
        }
    }

    @Test func `a step that fails leaves the ones before it and nothing of itself`() async throws {
        let database = try await PostgresDatabase.start()
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
