import Postgres
import ServerSupport
import Testing

@testable import GatewayDaemon

@Suite(.enabled(if: PostgresServer.isInstalled), .timeLimit(.minutes(5)))
struct `Writes that are committed together` {
    private static let insert = PreparedStatement(
        "insert-w", "INSERT INTO w VALUES ($1::int) RETURNING x")

    private func write(_ value: Int, row: String = "") -> GroupCommit.Write {
        .init(PostgresCall(Self.insert, [PostgresValue(value)]), row: row)
    }

    private func database() async throws -> PostgresDatabase {
        let database = try await PostgresDatabase.start()
        try await database.pool.query("CREATE TABLE w (x int CONSTRAINT only_once PRIMARY KEY)")
        return database
    }

    @Test func `are each answered with their own rows, in whatever order the rows are taken`() async throws {
        let database = try await database()
        let commits = GroupCommit(pool: database.pool)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for value in 0..<200 {
                group.addTask {
                    let rows = try await commits.commit(
                        [self.write(value, row: "\(value % 7)"), self.write(1_000 + value)],
                        isDurable: value % 2 == 0)
                    #expect(
                        try rows.map { try $0.first?.integer("x") } == [Int64(value), Int64(1_000 + value)])
                }
            }
            try await group.waitForAll()
        }
        #expect(try await database.count("SELECT count(*) FROM w") == 400)
    }

    @Test func `fail alone, and take with them what belongs to them and no more`() async throws {
        let database = try await database()
        let commits = GroupCommit(pool: database.pool)
        try await commits.commit([write(0)])
        let results = await withTaskGroup(of: Bool.self) { group in
            for value in 1..<50 {
                group.addTask {
                    let pair = [self.write(value), self.write(value % 10 == 0 ? 0 : -value)]
                    return (try? await commits.commit(pair)) != nil
                }
            }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(results == 45)
        #expect(try await database.count("SELECT count(*) FROM w") == 91)
    }

    @Test func `of none are nothing`() async throws {
        #expect(try await GroupCommit(pool: database().pool).commit([]).isEmpty)
    }
}
