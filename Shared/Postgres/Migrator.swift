/// Why a database cannot be brought to this build's form.
public enum MigrationError: Error, Equatable, Sendable {
    /// A recorded step's text is no longer what it was when it ran.
    case changed(number: Int, name: String)
    /// The database holds a step this build does not know: it belongs to a newer one.
    case newer(number: Int, name: String)
    /// A step failed and was rolled back; the ones before it are recorded.
    case failed(number: Int, name: String, PostgresError)
}

/// Brings a database to this build's form, step by step.
public struct Migrator: Sendable {
    private let pool: PostgresPool
    private let migrations: [Migration]
    /// Of the advisory lock that lets one migration run at a time: any number that nobody else in the
    /// database uses.
    private static let lock: Int64 = 0x7174_705f_6d69_6772

    /// A migrator of one database.
    ///
    /// - Parameters:
    ///   - pool: where the database is.
    ///   - migrations: all steps, numbered from one without a hole.
    public init(_ pool: PostgresPool, migrations: [Migration] = Migration.all) {
        precondition(
            migrations.map(\.number) == Array(1..<migrations.count + 1), "steps are numbered from one")
        self.pool = pool
        self.migrations = migrations
    }

    /// Runs the steps that are due, each in its own transaction.
    ///
    /// Two at once wait for each other; a repeat does nothing.
    ///
    /// - Returns: the steps that were run.
    /// - Throws: ``MigrationError``, or ``PostgresError`` where the database cannot be asked.
    @discardableResult
    public func migrate() async throws -> [Migration] {
        let migrations = migrations
        return try await pool.run { connection in
            // Waiting for another migration, and a large one itself, may take its time.
            try connection.script("SET statement_timeout = 0")
            try connection.query("SELECT pg_advisory_lock($1)", [PostgresValue(Self.lock)])
            let result = Result { try Self.runDue(migrations, on: connection) }
            try connection.query("SELECT pg_advisory_unlock($1)", [PostgresValue(Self.lock)])
            try connection.script("RESET statement_timeout")
            return try result.get()
        }
    }

    /// The steps that have not run yet; all of them on an empty database.
    ///
    /// - Returns: what ``migrate()`` would run.
    /// - Throws: ``MigrationError`` where it would refuse, or ``PostgresError``.
    public func pending() async throws -> [Migration] {
        let migrations = migrations
        return try await pool.run { connection in
            let exists = try connection.query("SELECT to_regclass('schema_migrations') IS NOT NULL AS found")
            guard try exists.first?.boolean("found") == true else { return migrations }
            return try Self.due(migrations, on: connection)
        }
    }

    private static func runDue(
        _ migrations: [Migration], on connection: isolated PostgresConnection
    ) throws -> [Migration] {
        try connection.script(
            """
            CREATE TABLE IF NOT EXISTS schema_migrations (
                number integer PRIMARY KEY,
                name text NOT NULL,
                checksum text NOT NULL,
                applied_at timestamptz NOT NULL DEFAULT now()
            )
            """)
        let due = try due(migrations, on: connection)
        for migration in due {
            do {
                try connection.transaction { connection in
                    try connection.script(migration.sql)
                    try connection.query(
                        "INSERT INTO schema_migrations (number, name, checksum) VALUES ($1, $2, $3)",
                        [
                            PostgresValue(migration.number), PostgresValue(migration.name),
                            PostgresValue(migration.checksum),
                        ])
                }
            } catch let error as PostgresError {
                throw MigrationError.failed(number: migration.number, name: migration.name, error)
            }
        }
        return due
    }

    private static func due(
        _ migrations: [Migration], on connection: isolated PostgresConnection
    ) throws -> [Migration] {
        var recorded = 0
        for row in try connection.query(
            "SELECT number, name, checksum FROM schema_migrations ORDER BY number")
        {
            let number = Int(try row.integer("number"))
            let name = try row.text("name")
            guard number <= migrations.count else { throw MigrationError.newer(number: number, name: name) }
            guard try row.text("checksum") == migrations[number - 1].checksum else {
                throw MigrationError.changed(number: number, name: name)
            }
            recorded = max(recorded, number)
        }
        return Array(migrations.dropFirst(recorded))
    }
}
