import Logging
import Postgres
import ServerSupport

/// One empty database, on a server that tests share or on one of the test's own.
struct PostgresDatabase {
    private let local: PostgresServer?
    private let foreign: ForeignDatabase?
    let url: String
    let options: PostgresOptions
    let pool: PostgresPool

    private static let shared = Task { try await PostgresServer.start(isDurable: false) }

    private init(_ local: PostgresServer?, _ foreign: ForeignDatabase?, _ url: String) throws {
        self.local = local
        self.foreign = foreign
        self.url = url
        options = try PostgresOptions(url: url)
        pool = PostgresPool(options, logger: Logger(label: "test"))
    }

    /// The private server; none stands behind a database on ``StorageServer/timescale``.
    var server: PostgresServer {
        guard let local else { preconditionFailure("the server is somebody else's") }
        return local
    }

    /// A database; a test that stops or kills the server needs one of its own.
    static func start(
        ownServer: Bool = false, on place: StorageServer = .plain
    ) async throws -> PostgresDatabase {
        if place == .timescale, let url = StorageServer.url {
            let foreign = try await ForeignDatabase(on: url)
            return try PostgresDatabase(nil, foreign, foreign.url)
        }
        let server = try await ownServer ? PostgresServer.start() : shared.value
        return try PostgresDatabase(server, nil, try await server.makeDatabase())
    }

    static func migrated(
        ownServer: Bool = false, on place: StorageServer = .plain
    ) async throws -> PostgresDatabase {
        let database = try await start(ownServer: ownServer, on: place)
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
