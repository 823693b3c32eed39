internal import BlockingThreads

/// A statement the server parses and plans once for each connection.
public struct PreparedStatement: Sendable, Equatable {
    /// Unique within the program.
    public let name: String
    /// The statement, with parameters `$1`, `$2`, ….
    public let sql: String
    /// A statement to be prepared at its first use.
    public init(_ name: String, _ sql: String) {
        self.name = name
        self.sql = sql
    }
}

/// A prepared statement with its parameters.
public struct PostgresCall: Sendable, Equatable {
    /// The statement.
    public let statement: PreparedStatement
    /// Its parameters.
    public let values: [PostgresValue]
    /// A statement to be run with these parameters.
    public init(_ statement: PreparedStatement, _ values: [PostgresValue]) {
        self.statement = statement
        self.values = values
    }
}

/// One connection to PostgreSQL, on a thread of its own.
///
/// Work is given to it as a synchronous closure (``PostgresPool/run(_:)``), so nobody else's statement can
/// come between two of its own. Values travel as parameters only; nothing is ever pasted into a statement.
public actor PostgresConnection {
    private let thread = BlockingThread(name: "postgres")
    private let options: PostgresOptions
    private var session: Session?

    /// The connection's own thread.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    init(_ options: PostgresOptions) { self.options = options }

    /// Whether there is a session, and it still stands.
    var isOpen: Bool {
        guard let session else { return false }
        guard session.isAlive else {
            self.session = nil
            return false
        }
        return true
    }

    func open(_ prologue: [String]) throws(PostgresError) {
        let opened = try Session(options)
        for statement in prologue { try opened.script(statement) }
        session = opened
    }

    /// Runs a statement with its parameters.
    @discardableResult
    public func query(_ sql: String, _ values: [PostgresValue] = []) throws(PostgresError) -> PostgresRows {
        try using { session throws(PostgresError) in try session.query(sql, values) }
    }

    /// Runs a statement that the server keeps prepared.
    @discardableResult
    public func query(
        _ statement: PreparedStatement, _ values: [PostgresValue] = []
    ) throws(PostgresError) -> PostgresRows {
        try using { session throws(PostgresError) in try session.query(statement, values) }
    }

    /// Runs statements in one round trip and one transaction: all of them are stored, or nothing.
    ///
    /// Outside of ``transaction(_:)`` only. As there, an ``PostgresError/unavailable(reason:)`` may also mean that all
    /// was stored.
    ///
    /// - Returns: the rows of each.
    public func batch(_ calls: [PostgresCall]) throws(PostgresError) -> [PostgresRows] {
        try using { session throws(PostgresError) in try session.batch(calls) }
    }

    /// Runs the statements of a script, which come from this program alone and take no parameters.
    func script(_ sql: String) throws(PostgresError) {
        _ = try using { session throws(PostgresError) in try session.script(sql) }
    }

    /// Copies rows into a table.
    ///
    /// - Parameters:
    ///   - text: the rows, with a cell for each of the columns.
    ///   - table: its name, from this program.
    ///   - columns: their names, from this program.
    /// - Returns: how many rows were copied.
    /// - Throws: ``PostgresError``; nothing was copied.
    @discardableResult
    public func copy(_ text: CopyText, into table: String, columns: [String]) throws(PostgresError) -> Int {
        try using { session throws(PostgresError) in
            try session.copy(text, into: "\(table) (\(columns.joined(separator: ", ")))")
        }
    }

    /// Runs the body in one transaction: all of it is stored, or nothing.
    ///
    /// Readers see it when this returns. An ``PostgresError/unavailable(reason:)`` may also mean that it was
    /// stored and the answer lost, so the body must be harmless to repeat.
    public func transaction<Value>(_ body: (isolated PostgresConnection) throws -> Value) throws -> Value {
        try script("BEGIN")
        do {
            let value = try body(self)
            let isCommitted = try using { session throws(PostgresError) in try session.commit() }
            guard isCommitted else { throw PostgresError.refused(sqlState: "25P02", message: "rolled back") }
            return value
        } catch {
            rollBack()
            throw error
        }
    }

    private func rollBack() {
        do {
            try session?.script("ROLLBACK")
        } catch {
            // A connection that cannot even roll back is given up, which rolls back on the server.
            session = nil
        }
    }

    private func using<Value>(_ body: (Session) throws(PostgresError) -> Value) throws(PostgresError) -> Value
    {
        guard let session else { throw .unavailable(reason: "not connected") }
        do {
            return try body(session)
        } catch {
            if session.isBroken { self.session = nil }
            throw error
        }
    }
}
