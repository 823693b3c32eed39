import AccessControl
import Domain
import GatewayCore
import Logging
import Messages
import Postgres
import ServiceRuntime

/// Writes down every change that was asked for, whatever came of it.
struct AuditTrail: Sendable {
    let commits: GroupCommit
    let logger: Logger

    /// Writes down what came of a change.
    ///
    /// It has happened, or was refused, already: so where this fails the log is told, and not the client.
    func note(_ request: AuditedRequest, _ result: Result<Answer, any Error>) async {
        try? await write(request.entry(result), with: nil)
    }

    /// Writes down what came of a change, and with it the record by which a repeat is answered.
    ///
    /// - Throws: ``PostgresError`` where the record is not stored: then nobody may be told that the change is made.
    func note(
        _ request: AuditedRequest, _ result: Result<Answer, any Error>, with record: GroupCommit.Write?
    ) async throws {
        guard let record else { return await note(request, result) }
        try await write(request.entry(result), with: record)
    }

    private func write(_ entry: AuditEntry?, with record: GroupCommit.Write?) async throws {
        do {
            try await commits.commit([record, entry.map { .init($0.insertion) }].compactMap(\.self))
        } catch {
            guard let entry else { throw error }
            logger.error(
                "A change is missing in the audit log",
                metadata: [
                    LogKey.error: "\(error)", LogKey.operation: "\(entry.operation)",
                    LogKey.key: "\(entry.keyID)",
                    LogKey.target: "\(entry.target)", LogKey.status: "\(entry.status)",
                    LogKey.requestID: "\(entry.requestID)", LogKey.trace: "\(entry.traceID)",
                ])
            throw error
        }
    }
}

/// What is known of a request before and after it has become a call.
struct AuditedRequest: Sendable {
    private let operation: Operation
    private let caller: Caller
    /// Nil for a request that was refused before it became one.
    private let call: Call?
    private let trace: String?
    private let requestID: String

    /// A request that became a call.
    init(_ call: Call) {
        self.call = call
        operation = call.operation
        caller = call.caller
        trace = call.trace
        requestID = call.requestID
    }

    /// A request that did not.
    init(_ operation: Operation, by caller: Caller, trace: String?, requestID: String) {
        call = nil
        self.operation = operation
        self.caller = caller
        self.trace = trace.flatMap { TraceParent($0)?.text }
        self.requestID = requestID
    }

    /// What the log keeps of it.
    ///
    /// Too many requests are told nothing but to wait, and would fill the log: they are passed over, as are requests
    /// without a key.
    func entry(_ result: Result<Answer, any Error>) -> AuditEntry? {
        switch result {
        case .success(let answer):
            var entry = entry(.done, status: answer.status, answer)
            if answer.status >= 400 { entry.outcome = answer.status >= 500 ? .failed : .refused }
            if answer.headers.contains(where: { $0.name == "Idempotency-Replayed" }) {
                entry.detail = "A repeat: answered as before, nothing was changed."
            }
            entry.before = answer.change?.before?.encoded
            entry.after = answer.change?.after?.encoded
            return entry
        case .failure(let error):
            let problem = error as? Problem
            guard !caller.keyID.isEmpty, problem?.status != 429 else { return nil }
            let status = problem?.status ?? 503
            var entry = entry(status >= 500 ? .failed : .refused, status: status, nil)
            entry.detail = problem?.detail ?? "The request failed for a reason that is not its own."
            return entry
        }
    }

    private func entry(_ outcome: AuditEntry.Outcome, status: Int, _ answer: Answer?) -> AuditEntry {
        AuditEntry(
            occurredAt: .now, keyID: caller.keyID, keyLabel: caller.label, scope: caller.scope.rawValue,
            operation: operation.rawValue, target: call?.subject(of: answer) ?? "",
            reason: call?.body.text("reason") ?? "", request: call?.wish?.encoded, outcome: outcome,
            status: status, traceID: trace.flatMap { TraceParent($0)?.traceID } ?? "", requestID: requestID)
    }
}
