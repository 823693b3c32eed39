/// Keys of the database.
public enum PostgresKeys {
    /// The PostgreSQL server.
    public static let url = Setting<ConnectionURL>(
        "postgres.url", default: ConnectionURL("postgresql://qtp@127.0.0.1:5432/qtp"),
        "The database, as libpq takes it: `postgresql://user[:password]@host:port/database`.")
    /// The PostgreSQL password.
    public static let password = Setting<Secret>(
        "postgres.password", default: Secret(""), "Password for PostgreSQL, where the URL has none.")
    /// Connections per process.
    public static let connections = Setting<Int>(
        "postgres.connections", default: 4, in: 1...64, "Connections a process keeps to the database.")

    /// The section of the reference.
    static let section = SettingsSchema.Section(
        "Database", readers: "`executor`, `recorder`, `gateway` and `qtp`",
        [url.declaration, password.declaration, connections.declaration])
}
