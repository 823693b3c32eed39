internal import CPostgres

/// Where the database is and how a process uses it.
public struct PostgresOptions: Sendable, CustomStringConvertible {
    /// libpq's own names and their values; the password is among them.
    private var fields: [String: String]
    /// Connections a process keeps at most; each has a thread.
    public var connections: Int
    /// How long an attempt to connect may take.
    public var connectTimeoutSeconds: Int
    /// How long the server works on one statement before it gives up.
    public var statementTimeoutMilliseconds: Int

    /// A database by its URL, as libpq takes it: `postgres://user@host:port/database?sslmode=verify-full`.
    ///
    /// - Parameters:
    ///   - url: the address; fields it lacks come from libpq's own environment variables and defaults.
    ///   - password: overrides one in the URL; nil or empty for none.
    ///   - connections: connections a process keeps at most, 1 or more.
    ///   - connectTimeoutSeconds: how long an attempt to connect may take; libpq takes 2 at least.
    ///   - statementTimeoutMilliseconds: how long the server works on one statement; 0 for ever.
    /// - Throws: ``PostgresError/malformedURL``.
    public init(
        url: String, password: String? = nil, connections: Int = 4, connectTimeoutSeconds: Int = 5,
        statementTimeoutMilliseconds: Int = 30_000
    ) throws(PostgresError) {
        var fields = try Self.parse(url)
        if let password, !password.isEmpty { fields["password"] = password }
        self.init(
            fields: fields, connections: connections, connectTimeoutSeconds: connectTimeoutSeconds,
            statementTimeoutMilliseconds: statementTimeoutMilliseconds)
    }

    /// A database by the parts of its address.
    public init(
        host: String, port: Int, database: String, user: String, password: String? = nil,
        connections: Int = 4,
        connectTimeoutSeconds: Int = 5, statementTimeoutMilliseconds: Int = 30_000
    ) {
        var fields = ["host": host, "port": "\(port)", "dbname": database, "user": user]
        if let password, !password.isEmpty { fields["password"] = password }
        self.init(
            fields: fields, connections: connections, connectTimeoutSeconds: connectTimeoutSeconds,
            statementTimeoutMilliseconds: statementTimeoutMilliseconds)
    }

    private init(
        fields: [String: String], connections: Int, connectTimeoutSeconds: Int,
        statementTimeoutMilliseconds: Int
    ) {
        precondition(connections > 0, "a pool has a connection")
        self.fields = fields
        self.connections = connections
        self.connectTimeoutSeconds = connectTimeoutSeconds
        self.statementTimeoutMilliseconds = statementTimeoutMilliseconds
    }

    /// Where, without the secret: `qtp@127.0.0.1:5432/qtp`.
    public var description: String {
        let host = fields["host"] ?? fields["hostaddr"] ?? "localhost"
        return "\(fields["user"] ?? "")@\(host):\(fields["port"] ?? "5432")/\(fields["dbname"] ?? "")"
    }

    /// What libpq is told to connect.
    ///
    /// Rows are UTF-8 and times UTC whatever the server's own settings. A peer that no longer acknowledges is
    /// given up after ten seconds instead of the quarter of an hour that TCP would take.
    var keywords: [(name: String, value: String)] {
        var all = fields
        all["client_encoding"] = "UTF8"
        all["connect_timeout"] = "\(connectTimeoutSeconds)"
        all["tcp_user_timeout"] = all["tcp_user_timeout"] ?? "10000"
        all["application_name"] = all["application_name"] ?? "quantum-trader-pro"
        let ours = "-c statement_timeout=\(statementTimeoutMilliseconds) -c timezone=UTC"
        all["options"] = all["options"].map { "\($0) \(ours)" } ?? ours
        return all.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    private static func parse(_ url: String) throws(PostgresError) -> [String: String] {
        var message: UnsafeMutablePointer<CChar>?
        guard url.hasPrefix("postgres://") || url.hasPrefix("postgresql://"),
            let list = PQconninfoParse(url, &message)
        else {
            PQfreemem(message)
            throw .malformedURL
        }
        defer { PQconninfoFree(list) }
        var fields: [String: String] = [:]
        var entry = list
        while let keyword = entry.pointee.keyword {
            if let value = entry.pointee.val { fields[String(cString: keyword)] = String(cString: value) }
            entry += 1
        }
        return fields
    }
}
