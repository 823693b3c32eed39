import Postgres
import ServerSupport
import Testing

@Suite(.enabled(if: PostgresServer.isInstalled), .timeLimit(.minutes(5)))
struct `Postgres pool` {
    /// Asks until the server answers; a pool says no at once while it waits for its next attempt.
    private func eventually(_ pool: PostgresPool) async throws {
        for _ in 0..<400 {
            do {
                try await pool.query("SELECT 1")
                return
            } catch PostgresError.unavailable { try await Task.sleep(for: .milliseconds(25)) }
        }
        Issue.record("the pool never came back")
    }

    @Test func `values and nulls go there and back`() async throws {
        let database = try await PostgresDatabase.start()
        let rows = try await database.pool.query(
            "SELECT $1::text AS a, $2::bigint AS b, $3::boolean AS c, $4::text AS d, $5::text[] AS e",
            ["it's \\ \"x\"\n", 42, true, nil, PostgresValue(array: ["a,b", "\"\\"])])
        let row = try #require(rows.first)
        #expect(try row.text("a") == "it's \\ \"x\"\n")
        #expect(try row.integer("b") == 42)
        #expect(try row.boolean("c"))
        #expect(try row.optionalText("d") == nil)
        #expect(throws: PostgresError.unreadable(column: "nowhere")) { try row.text("nowhere") }
    }

    @Test func `an idle connection lost in a restart is replaced before it is used`() async throws {
        let database = try await PostgresDatabase.start(ownServer: true)
        try await database.pool.query("SELECT 1")
        try await database.server.restart()
        try await database.pool.query("SELECT 1")
    }

    @Test func `a server that was killed is found again`() async throws {
        let database = try await PostgresDatabase.start(ownServer: true)
        try await database.pool.query("CREATE TABLE kept (x int)")
        try await database.server.kill()
        await #expect(throws: PostgresError.self) { try await database.pool.query("SELECT 1") }
        try await database.server.start()
        try await eventually(database.pool)
        #expect(try await database.count("SELECT count(*) FROM kept") == 0)
    }

    @Test func `a transaction that throws leaves nothing, and its connection serves on`() async throws {
        let database = try await PostgresDatabase.start()
        try await database.pool.query("CREATE TABLE t (x int CONSTRAINT only_once PRIMARY KEY)")
        await #expect(throws: PostgresError.constraint(name: "only_once")) {
            try await database.pool.transaction { connection in
                try connection.query("INSERT INTO t VALUES (1)")
                try connection.query("INSERT INTO t VALUES (1)")
            }
        }
        #expect(try await database.count("SELECT count(*) FROM t") == 0)
    }

    @Test func `a batch is stored whole or not at all, answers in order, and its connection serves on`()
        async throws
    {
        let database = try await PostgresDatabase.start()
        try await database.pool.query("CREATE TABLE b (x int CONSTRAINT only_once PRIMARY KEY)")
        let insert = PreparedStatement("insert-b", "INSERT INTO b VALUES ($1::int) RETURNING x * 2 AS double")
        func store(_ values: [Int64]) async throws -> [Int64] {
            try await database.pool.run { connection in
                try connection.batch(values.map { PostgresCall(insert, [PostgresValue($0)]) })
            }.map { try $0.first?.integer("double") ?? -1 }
        }
        #expect(try await store([1, 2, 3]) == [2, 4, 6])
        await #expect(throws: PostgresError.constraint(name: "only_once")) { try await store([4, 1, 5]) }
        #expect(try await database.count("SELECT count(*) FROM b") == 3)
        #expect(try await store([]) == [])
        #expect(try await store(Array(4...200)).count == 197)
    }

    @Test func `a batch whose server goes away says so, and the next one finds it again`() async throws {
        let database = try await PostgresDatabase.start(ownServer: true)
        let sleep = PreparedStatement("sleep", "SELECT pg_sleep(5)")
        let batch = Task {
            try await database.pool.run { connection in
                try connection.batch([PostgresCall(sleep, []), PostgresCall(sleep, [])])
            }
        }
        try await Task.sleep(for: .milliseconds(300))
        try await database.server.kill()
        let error = await #expect(throws: PostgresError.self) { try await batch.value }
        guard case .unavailable = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        try await database.server.start()
        try await eventually(database.pool)
    }

    @Test func `more callers than connections are all served`() async throws {
        let database = try await PostgresDatabase.start()
        let sum = try await withThrowingTaskGroup(of: Int64.self) { group in
            for number in 0..<50 {
                group.addTask {
                    try await database.pool.query("SELECT $1::bigint AS n", [PostgresValue(number)])
                        .first?.integer("n") ?? 0
                }
            }
            return try await group.reduce(0, +)
        }
        #expect(sum == 1225)
        let connections = try await database.count(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()")
        #expect(connections <= 4)
    }

    @Test func `rows are copied as they are, and a refused copy leaves a usable connection`() async throws {
        let database = try await PostgresDatabase.start()
        try await database.pool.query("CREATE TABLE t (a text, b bigint)")
        var good = CopyText()
        good.append(["tab\tline\nback\\slash", "1"])
        good.append([nil, nil])
        var bad = CopyText()
        bad.append(["x", "no number"])
        let (goodRows, badRows) = (good, bad)
        let copied = try await database.pool.run { try $0.copy(goodRows, into: "t", columns: ["a", "b"]) }
        #expect(copied == 2)
        await #expect(throws: PostgresError.self) {
            try await database.pool.run { try $0.copy(badRows, into: "t", columns: ["a", "b"]) }
        }
        let rows = try await database.pool.query("SELECT a FROM t WHERE b = 1")
        #expect(try rows.first?.text("a") == "tab\tline\nback\\slash")
    }
}
