import Domain
import FoundationEssentials
public import Messages

/// A command as a client asks for it.
public struct CommandRequest: Sendable, Equatable {
    /// What is wanted.
    public let command: Command
    /// The command's id; the same for a repeated Idempotency-Key.
    public let id: String

    /// Reads the body of a request to ``Route/subscribe`` or ``Route/switchKill``.
    ///
    /// - Parameters:
    ///   - operation: Which of the two.
    ///   - body: The request's JSON.
    ///   - idempotencyKey: The client's name for the command; nil when it has none.
    ///   - fallbackID: Names the command where the client does not.
    /// - Throws: ``Problem`` with every fault.
    public init(
        _ operation: Operation, body: [UInt8], idempotencyKey: String?, fallbackID: String
    ) throws(Problem) {
        if let idempotencyKey, !Self.isUsable(idempotencyKey) {
            let message = "must be 1 to 64 letters, digits, dots, underscores or dashes"
            throw .invalid([.init(["header", "Idempotency-Key"], message, kind: "value_error")])
        }
        id = "gateway/\(idempotencyKey ?? fallbackID)"
        let fields: [String: String]
        do {
            fields = try JSONDecoder().decode([String: String].self, from: Data(body))
        } catch {
            throw .invalid([
                .init(["body"], "must be a JSON object whose values are text", kind: "json_invalid")
            ])
        }
        switch operation {
        case .subscribe: command = try Self.subscription(fields)
        case .switchKill: command = try Self.killSwitch(fields)
        case .listInstruments, .listCandles, .listSignals, .listDecisions, .explainDecision, .listOrders,
            .listFills, .listPositions, .getPortfolio, .getStatus, .followEvents, .getOpenAPI,
            .getDocumentation,
            .getLiveness, .getReadiness:
            preconditionFailure("\(operation.rawValue) takes no command")
        }
    }

    private static func subscription(_ fields: [String: String]) throws(Problem) -> Command {
        var faults = unknown(fields, known: ["instrument"])
        guard let text = fields["instrument"], let instrument = InstrumentID(text) else {
            faults.append(.init(["body", "instrument"], "must be venue:symbol", kind: "value_error"))
            throw .invalid(faults)
        }
        guard faults.isEmpty else { throw .invalid(faults) }
        return .subscribe(instrument)
    }

    private static func killSwitch(_ fields: [String: String]) throws(Problem) -> Command {
        var faults = unknown(fields, known: ["action", "reason"])
        let reason = fields["reason"] ?? ""
        if !(1...256).contains(reason.utf8.count) {
            faults.append(.init(["body", "reason"], "must have 1 to 256 bytes", kind: "value_error"))
        }
        let action = fields["action"] ?? ""
        if action != "engage", action != "release" {
            faults.append(.init(["body", "action"], "must be engage or release", kind: "value_error"))
        }
        guard faults.isEmpty else { throw .invalid(faults) }
        return action == "engage" ? .engageKillSwitch(reason: reason) : .releaseKillSwitch(reason: reason)
    }

    private static func unknown(_ fields: [String: String], known: [String]) -> [Problem.Fault] {
        fields.keys.sorted().filter { !known.contains($0) }
            .map { .init(["body", $0], "is no field of this command", kind: "extra_forbidden") }
    }

    private static func isUsable(_ key: String) -> Bool {
        (1...64).contains(key.utf8.count)
            && key.allSatisfy {
                $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "." || $0 == "_" || $0 == "-")
            }
    }
}
