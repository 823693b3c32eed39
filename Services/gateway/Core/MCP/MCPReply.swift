/// What goes back over HTTP.
public struct MCPReply: Sendable, Equatable {
    /// The HTTP status.
    public let status: Int
    /// The JSON-RPC message, or several of a batch; nil where there is nothing to say.
    public let body: JSONValue?

    init(status: Int = 200, body: JSONValue?) {
        self.status = status
        self.body = body
    }

    /// Taken, and nothing to say.
    static let accepted = MCPReply(status: 202, body: nil)

    /// The answer to a request.
    static func result(_ result: JSONValue, id: JSONValue) -> MCPReply {
        MCPReply(body: ["jsonrpc": "2.0", "id": id, "result": result])
    }

    /// An error; a message that was not understood has no id.
    static func error(_ fault: MCPFault, id: JSONValue?, status: Int) -> MCPReply {
        var members: [(String, JSONValue)] = [("jsonrpc", "2.0")]
        if let id { members.append(("id", id)) }
        members.append(("error", fault.json))
        return MCPReply(status: status, body: .object(members))
    }

    /// The answers of a batch in one; notifications have none.
    public static func batch(_ replies: [MCPReply]) -> MCPReply {
        let bodies = replies.compactMap(\.body)
        return bodies.isEmpty ? .accepted : MCPReply(body: .array(bodies))
    }
}
