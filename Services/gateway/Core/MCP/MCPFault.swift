/// Why a message is answered with an error of the protocol, and with which.
///
/// What goes wrong inside a tool is no such error but a result, so that a model can read and mend it.
public struct MCPFault: Error, Sendable, Equatable {
    /// The JSON-RPC code.
    public let code: Int
    /// What is wrong, in one sentence.
    public let message: String
    /// Facts for a program.
    public let data: JSONValue?
    /// The HTTP status a modern client is given.
    public let status: Int

    init(_ code: Int, _ message: String, data: JSONValue? = nil, status: Int = 400) {
        self.code = code
        self.message = message
        self.data = data
        self.status = status
    }

    /// The bytes are no JSON.
    static func unparsable(_ reason: String) -> MCPFault { MCPFault(-32700, "The body \(reason).") }
    /// The JSON is no message.
    static func invalidRequest(_ reason: String) -> MCPFault { MCPFault(-32600, reason) }
    /// There is no such method.
    static func unknownMethod(_ method: String) -> MCPFault {
        MCPFault(-32601, "There is no method \(method.prefix(64)).", status: 404)
    }
    /// The parameters cannot be used.
    static func invalidParameters(_ reason: String, data: JSONValue? = nil) -> MCPFault {
        MCPFault(-32602, reason, data: data)
    }
    /// The request failed for a reason that is not its own.
    static let internalError = MCPFault(
        -32603, "The request failed for a reason that is not its own.", status: 200)
    /// Something that is needed does not answer.
    static func unavailable(_ reason: String) -> MCPFault { MCPFault(-32603, reason, status: 200) }
    /// A header and the body do not say the same.
    static func headerMismatch(_ header: String, _ reason: String) -> MCPFault {
        MCPFault(-32020, "The header \(header) \(reason).")
    }
    /// The client's version is none of ours.
    static func unsupportedVersion(_ requested: String) -> MCPFault {
        MCPFault(
            -32022, "This revision of the protocol is not supported.",
            data: [
                "supported": .array(MCPRevision.modern.map { .text($0.rawValue) }),
                "requested": .text(String(requested.prefix(64))),
            ])
    }
    /// There is no such resource; the code is the one of the client's era.
    static func noResource(_ uri: String, isModern: Bool) -> MCPFault {
        MCPFault(
            isModern ? -32602 : -32002, "There is no resource \(uri.prefix(256)).",
            data: ["uri": .text(String(uri.prefix(256)))])
    }

    /// The error as JSON-RPC writes it.
    var json: JSONValue {
        var members: [(String, JSONValue)] = [
            ("code", .integer(Int64(code))), ("message", .text(message)),
        ]
        if let data { members.append(("data", data)) }
        return .object(members)
    }
}
