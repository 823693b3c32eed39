/// One message of JSON-RPC 2.0, as MCP restricts it.
struct MCPMessage: Sendable, Equatable {
    enum Kind: Sendable, Equatable {
        /// Wants an answer under this id, a text or a whole number.
        case request(id: JSONValue)
        /// Wants none.
        case notification
        /// Answers something this server never asks.
        case response
    }
    let kind: Kind
    /// Empty for a response.
    let method: String
    /// An object; empty where the message has none.
    let params: JSONValue

    /// Reads a message.
    ///
    /// - Throws: ``MCPFault`` -32600 for what is none.
    init(_ value: JSONValue) throws(MCPFault) {
        guard case .object(let members) = value else {
            throw .invalidRequest("A message is an object.")
        }
        guard value["jsonrpc"] == "2.0" else { throw .invalidRequest("jsonrpc must be \"2.0\".") }
        let names = Set(members.map(\.name))
        if names.contains("result") || names.contains("error") {
            guard !names.contains("method") else {
                throw .invalidRequest("A message is either a request or a response.")
            }
            kind = .response
            method = ""
            params = [:]
            return
        }
        guard let method = value.text("method"), !method.isEmpty else {
            throw .invalidRequest("method must be a text.")
        }
        switch value["id"] {
        case nil: kind = .notification
        case .text, .integer: kind = .request(id: value["id"] ?? .null)
        case .null, .boolean, .number, .array, .object, .raw:
            throw .invalidRequest("id must be a text or a whole number.")
        }
        self.method = method
        switch value["params"] {
        case nil: params = [:]
        case .object: params = value["params"] ?? [:]
        case .null, .boolean, .integer, .number, .text, .array, .raw:
            throw .invalidRequest("params must be an object.")
        }
    }

    /// What a client tells about itself with every request; nil where it tells nothing.
    var meta: JSONValue? {
        guard let meta = params["_meta"], case .object = meta else { return nil }
        return meta
    }

    /// What the request is about, where its header has to repeat it.
    var subject: String? {
        switch method {
        case "tools/call", "prompts/get": params.text("name")
        case "resources/read": params.text("uri")
        default: nil
        }
    }
}
