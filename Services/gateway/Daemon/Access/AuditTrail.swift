import AccessControl
import Domain
import GatewayCore
import Logging
import Postgres
import ServiceRuntime

/// Writes down every change that was asked for, whatever came of it.
struct AuditTrail: Sendable {
    private let batcher: Batcher<AuditEntry, Bool>
    private let logger: Logger

    /// As many as one transaction should hold while others wait for its connection.
    private static let largestBatch = 64

    init(pool: PostgresPool, logger: Logger) {
        self.logger = logger
        batcher = Batcher(limit: Self.largestBatch) { entries in
            try await pool.transaction { connection in
                for entry in entries { try entry.store(on: connection) }
            }
            return entries.map { _ in true }
        }
    }

    /// Writes down a change that was carried out.
    func note(_ request: AuditedRequest, _ answer: Answer) async {
        var entry = request.entry(.done, status: answer.status)
        if answer.status >= 400 { entry.outcome = answer.status >= 500 ? .failed : .refused }
        if answer.headers.contains(where: { $0.name == "Idempotency-Replayed" }) {
            entry.detail = "A repeat: answered as before, nothing was changed."
        }
        entry.before = answer.change?.before?.encoded
        entry.after = answer.change?.after?.encoded
        await write(entry)
    }

    /// Writes down a change that was not.
    ///
    /// Too many requests are told nothing but to wait, and would fill the log: they are passed over, as are requests
    /// without a key.
    func note(_ request: AuditedRequest, _ error: any Error) async {
        guard !request.caller.keyID.isEmpty else { return }
        let problem = error as? Problem
        guard problem?.status != 429 else { return }
        let status = problem?.status ?? 503
        var entry = request.entry(status >= 500 ? .failed : .refused, status: status)
        entry.detail = problem?.detail ?? "The request failed for a reason that is not its own."
        await write(entry)
    }

    /// The change has happened or was refused already, so the client is not told when this fails; the log is.
    private func write(_ entry: AuditEntry) async {
        do {
            _ = try await batcher.ask(entry)
        } catch {
            logger.error(
                "A change is missing in the audit log",
                metadata: [
                    LogKey.error: "\(error)", LogKey.operation: "\(entry.operation)",
                    LogKey.key: "\(entry.keyID)",
                    LogKey.target: "\(entry.target)", LogKey.status: "\(entry.status)",
                    LogKey.requestID: "\(entry.requestID)",
                ])
        }
    }
}

/// What is known of a request before and after it has become a call.
struct AuditedRequest: Sendable {
    let operation: Operation
    let caller: Caller
    let target: String
    let reason: String
    let trace: String?
    let requestID: String

    /// A request that became a call.
    init(_ call: Call) {
        operation = call.operation
        caller = call.caller
        target = operation.route.parameters.filter { $0.place == .path }.compactMap {
            call.values.text($0.name)
        }
        .joined(separator: " ")
        reason = call.body.text("reason") ?? ""
        trace = call.trace
        requestID = call.requestID
    }

    /// A request that did not.
    init(_ operation: Operation, by caller: Caller, trace: String?, requestID: String) {
        self.operation = operation
        self.caller = caller
        target = ""
        reason = ""
        self.trace = trace.flatMap { TraceParent($0)?.text }
        self.requestID = requestID
    }

    func entry(_ outcome: AuditEntry.Outcome, status: Int) -> AuditEntry {
        // Version, trace, parent, flags: the second part names the trace.
        let traceID = trace?.split(separator: "-").dropFirst().first.map(String.init) ?? ""
        return AuditEntry(
            occurredAt: .now, keyID: caller.keyID, keyLabel: caller.label, scope: caller.scope.rawValue,
            operation: operation.rawValue, target: target, reason: reason, outcome: outcome, status: status,
            traceID: traceID, requestID: requestID)
    }
}
