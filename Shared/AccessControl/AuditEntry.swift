public import Domain
public import Postgres

/// One change of the suite as the audit log keeps it, also one that was refused: who wanted what, why, and what came
/// of it.
public struct AuditEntry: Sendable, Equatable {
    /// What came of it.
    public enum Outcome: String, Sendable, CaseIterable {
        /// It was carried out.
        case done
        /// It was refused: not allowed, not possible, or not understood.
        case refused
        /// It broke down on the way; what it changed is unknown.
        case failed
    }
    /// When it was asked for.
    public var occurredAt: Timestamp
    /// The key that asked; `qtp` for the command line, `gateway` for what that does by itself.
    public var keyID: String
    /// What the key's owner calls it; the user of the command line.
    public var keyLabel: String
    /// The key's scope.
    public var scope: String
    /// What was asked for: an operation's name.
    public var operation: String
    /// Which thing it is about; may be empty.
    public var target: String
    /// Why, in the words of whoever asked; may be empty.
    public var reason: String
    /// The thing as it was, JSON without secrets; nil where the operation tells none.
    public var before: String?
    /// The thing as it is now, JSON without secrets; nil where the operation tells none.
    public var after: String?
    /// What came of it.
    public var outcome: Outcome
    /// The status of the answer, as HTTP counts it.
    public var status: Int
    /// Why it was refused; empty otherwise.
    public var detail: String
    /// The W3C trace it belongs to; may be empty.
    public var traceID: String
    /// The request's id, as logs and answers name it.
    public var requestID: String

    /// A change.
    public init(
        occurredAt: Timestamp, keyID: String, keyLabel: String, scope: String, operation: String,
        target: String = "", reason: String = "", before: String? = nil, after: String? = nil,
        outcome: Outcome, status: Int, detail: String = "", traceID: String = "", requestID: String
    ) {
        self.occurredAt = occurredAt
        self.keyID = keyID
        self.keyLabel = keyLabel
        self.scope = scope
        self.operation = operation
        self.target = target
        self.reason = reason
        self.before = before
        self.after = after
        self.outcome = outcome
        self.status = status
        self.detail = detail
        self.traceID = traceID
        self.requestID = requestID
    }

    private static let insert = PreparedStatement(
        "audit",
        """
        INSERT INTO audit_log (occurred_at, key_id, key_label, scope, operation, target, reason, before_state,
            after_state, outcome, status, detail, trace_id, request_id)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
        """)

    /// Appends it to the log.
    public var insertion: PostgresCall {
        PostgresCall(
            Self.insert,
            [
                PostgresValue(occurredAt), PostgresValue(keyID), PostgresValue(keyLabel),
                PostgresValue(scope),
                PostgresValue(operation), PostgresValue(target), PostgresValue(reason), PostgresValue(before),
                PostgresValue(after), PostgresValue(outcome.rawValue), PostgresValue(status),
                PostgresValue(detail), PostgresValue(traceID), PostgresValue(requestID),
            ])
    }

    /// Appends it to the log, within the connection's transaction where there is one.
    public func store(on connection: isolated PostgresConnection) throws {
        try connection.query(insertion.statement, insertion.values)
    }
}
