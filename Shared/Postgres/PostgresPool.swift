public import Logging
internal import Synchronization

/// A bounded number of connections, made when they are needed and made again when they are lost.
///
/// While the server is away an attempt is made at growing distances, and in between every caller is told at
/// once: callers repeat what they do anyway, and a web request should not hang.
public final class PostgresPool: Sendable {
    private let options: PostgresOptions
    private let logger: Logger
    private let slots: Slots
    private let prologue: [String]
    private let outage = Mutex(Outage())

    private struct Outage {
        var reason: String?
        var retryAt = ContinuousClock.now
        var pauseMilliseconds = Outage.firstPause

        /// Short, because most outages are a restart of a second or two.
        static let firstPause = 50
        /// A server that is back is noticed within two seconds.
        static let longestPause = 2000
    }

    /// A pool that has connected to nobody yet.
    ///
    /// - Parameters:
    ///   - options: where the database is.
    ///   - logger: is told when the server goes away and when it is back.
    ///   - prologue: statements that every new connection runs before anything else.
    public init(_ options: PostgresOptions, logger: Logger, prologue: [String] = []) {
        self.options = options
        self.prologue = prologue
        self.logger = logger
        slots = Slots(limit: options.connections) { PostgresConnection(options) }
    }

    /// Runs the body on one of the connections, on its thread.
    ///
    /// Waits while all are busy.
    ///
    /// - Returns: what the body returns.
    /// - Throws: the body's errors, and ``PostgresError/unavailable(reason:)`` while the server is away.
    public func run<Value: Sendable>(
        _ body: @Sendable (isolated PostgresConnection) throws -> Value
    ) async throws -> Value {
        let connection = try await slots.acquire()
        do {
            if await !connection.isOpen { try await open(connection) }
            let value = try await Self.perform(on: connection, body)
            slots.release(connection)
            return value
        } catch {
            slots.release(connection)
            throw error
        }
    }

    /// Runs the body in one transaction: all of it is stored, or nothing.
    ///
    /// - Returns: what the body returns.
    /// - Throws: as ``run(_:)``. A commit whose answer was lost may have happened all the same, so the
    ///   body must be harmless to repeat.
    public func transaction<Value: Sendable>(
        _ body: @Sendable (isolated PostgresConnection) throws -> Value
    ) async throws -> Value {
        try await run { connection in try connection.transaction(body) }
    }

    /// Runs one statement.
    ///
    /// - Returns: its rows.
    /// - Throws: as ``run(_:)``.
    @discardableResult
    public func query(_ sql: String, _ values: [PostgresValue] = []) async throws -> PostgresRows {
        try await run { connection in try connection.query(sql, values) }
    }

    private static func perform<Value: Sendable>(
        on connection: isolated PostgresConnection,
        _ body: @Sendable (isolated PostgresConnection) throws -> Value
    ) async throws -> Value {
        try body(connection)
    }

    private func open(_ connection: PostgresConnection) async throws {
        let refusal = outage.withLock { outage in ContinuousClock.now < outage.retryAt ? outage.reason : nil }
        if let refusal { throw PostgresError.unavailable(reason: refusal) }
        do {
            try await connection.open(prologue)
            let wasDown = outage.withLock { outage in
                defer { outage = Outage() }
                return outage.reason != nil
            }
            if wasDown { logger.info("Database is back", metadata: ["database": "\(options)"]) }
        } catch {
            note(error)
            throw error
        }
    }

    private func note(_ error: PostgresError) {
        guard case .unavailable(let reason) = error else { return }
        let isFirst = outage.withLock { outage in
            defer {
                // Half to all of the pause, so that replicas do not come back in step.
                let pause = Int.random(in: outage.pauseMilliseconds / 2...outage.pauseMilliseconds)
                outage.retryAt = .now + .milliseconds(pause)
                outage.pauseMilliseconds = min(outage.pauseMilliseconds * 2, Outage.longestPause)
                outage.reason = reason
            }
            return outage.reason == nil
        }
        if isFirst {
            logger.warning("Database is away", metadata: ["database": "\(options)", "reason": "\(reason)"])
        }
    }
}
