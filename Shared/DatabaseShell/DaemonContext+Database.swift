internal import Logging
public import Postgres
public import ServiceRuntime

extension DaemonContext {
    /// The suite's database, as the configuration describes it.
    ///
    /// Connects to nothing yet.
    public func database() throws(PostgresError) -> PostgresOptions {
        try PostgresOptions(configuration: settings)
    }

    /// PostgreSQL as something to wait for.
    public func dependency(on database: PostgresOptions) -> Dependency {
        var options = database
        // Asked now and then, by one question at a time.
        options.connections = 1
        let probe = PostgresPool(options, logger: logger)
        return Dependency("postgres", at: database.description) { try await probe.query("SELECT 1") }
    }
}

extension PostgresOptions {
    /// Where the database is, as the configuration says; a password of its own goes before one in the address.
    public init(
        configuration settings: ResolvedSettings, connections: Int? = nil,
        statementTimeoutMilliseconds: Int = 30_000
    ) throws(PostgresError) {
        try self.init(
            url: settings[PostgresKeys.url].revealed, password: settings[PostgresKeys.password].revealed,
            connections: connections ?? settings[PostgresKeys.connections],
            statementTimeoutMilliseconds: statementTimeoutMilliseconds)
    }
}
