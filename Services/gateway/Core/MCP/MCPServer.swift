/// The MCP endpoint as a function: what a message leads to, for whoever sends it.
///
/// It keeps nothing between two messages, so that any replica can answer any of them. Both eras of the protocol come in
/// on one path: a request that names its revision in `_meta` is modern, any other belongs to the handshake's era.
public enum MCPServer {
    /// One body: a message, or in the oldest revision several.
    public enum Plans: Sendable {
        case one(MCPPlan)
        case batch([MCPPlan])
    }

    /// How the messages of a body are answered.
    public static func plans(
        for body: [UInt8], headers: MCPHeaders, access: MCPAccess
    ) -> Plans {
        let value: JSONValue
        do {
            value = try JSONParser.parse(body)
        } catch {
            return .one(.reply(.error(.unparsable(error.message), id: nil, status: 400)))
        }
        guard case .array(let items) = value else {
            return .one(plan(for: value, headers: headers, access: access))
        }
        let revision = headers.version ?? MCPRevision.assumed.rawValue
        guard revision == MCPRevision.march2025.rawValue, (1...longestBatch).contains(items.count) else {
            let fault = MCPFault.invalidRequest("Send one message at a time.")
            return .one(.reply(.error(fault, id: nil, status: 400)))
        }
        return .batch(items.map { plan(for: $0, headers: headers, access: access) })
    }

    /// More than a client ever collects, and little enough to be no burden.
    private static let longestBatch = 16

    private static func plan(for value: JSONValue, headers: MCPHeaders, access: MCPAccess) -> MCPPlan {
        var id: JSONValue?
        var isModern = headers.version.flatMap(MCPRevision.init(rawValue:))?.isModern ?? false
        do throws(MCPFault) {
            let message = try MCPMessage(value)
            let named = message.meta?[MCPMeta.version]
            isModern = isModern || named != nil
            switch message.kind {
            case .response, .notification: return .reply(.accepted)
            case .request(let given): id = given
            }
            let dialogue =
                isModern
                ? try MCPDialogue(modern: message, headers: headers, access: access)
                : try MCPDialogue(legacy: message, headers: headers, access: access)
            return try dialogue.plan()
        } catch {
            // What is no message, or of no known revision, is a fault of HTTP too; other errors of the old era travel
            // in a 200.
            let isFaultOfHTTP = isModern || id == nil || error.code == MCPFault.invalidRequest("").code
            return .reply(.error(error, id: id, status: isFaultOfHTTP ? error.status : 200))
        }
    }
}

/// Names of what MCP puts beside parameters and results.
enum MCPMeta {
    static let version = "io.modelcontextprotocol/protocolVersion"
    static let capabilities = "io.modelcontextprotocol/clientCapabilities"
    static let server = "io.modelcontextprotocol/serverInfo"
}
