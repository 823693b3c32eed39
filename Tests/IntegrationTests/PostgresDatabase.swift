import Logging
import Postgres
import ServerSupport

/// One empty database, on a server that tests share or on one of the test's own.
struct PostgresDatabase {
    let server: PostgresServer
    let url: String
    let options: PostgresOptions
    let pool: PostgresPool

    private static let shared = Task { try await PostgresServer.start(isDurable: false) }

    /// A database; a test that stops or kills the server needs one of its own.
    static func start(ownServer: Bool = false) async throws -> PostgresDatabase {
        let server = try await ownServer ? PostgresServer.start() : shared.value
        let url = try await server.makeDatabase()
        let options = try PostgresOptions(url: url)
        return PostgresDatabase(
            server: server, url: url, options: options,
            pool: PostgresPool(options, logger: Logger(label: "test")))
    }

    static func migrated(ownServer: Bool = false) async throws -> PostgresDatabase {
        let database = try await start(ownServer: ownServer)
        try await Migrator(database.pool).migrate()
        return database
    }

    /// The number a query answers.
    func count(_ sql: String) async throws -> Int64 {
        try await pool.query(sql).first?.integer("count") ?? -1
    }

    /// Everything in a table, as text.
    func content(of table: String) async throws -> String {
        let rows = try await pool.query("SELECT t::text AS line FROM \(table) AS t ORDER BY 1")
        return try rows.map { try $0.text("line") }.joined(separator: "\n")
    }
}
