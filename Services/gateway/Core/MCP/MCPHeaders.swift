import FoundationEssentials

/// The headers of a request to the MCP endpoint.
public struct MCPHeaders: Sendable, Equatable {
    /// `MCP-Protocol-Version`.
    public let version: String?
    /// `Mcp-Method`.
    public let method: String?
    /// `Mcp-Name`.
    public let name: String?

    /// The headers of a request; nil for one that is not there.
    public init(version: String? = nil, method: String? = nil, name: String? = nil) {
        self.version = version
        self.method = method
        self.name = name
    }

    /// Holds the headers of a modern request to its body, for whoever routes by headers must see the truth.
    ///
    /// - Throws: ``MCPFault`` -32020 for a header that is missing or says something else.
    func check(_ message: MCPMessage, version: String) throws(MCPFault) {
        try Self.require("MCP-Protocol-Version", self.version, equals: version)
        try Self.require("Mcp-Method", method, equals: message.method)
        guard let subject = message.subject else { return }
        guard let name else { throw .headerMismatch("Mcp-Name", "is missing") }
        guard let plain = Self.decoded(name) else {
            throw .headerMismatch("Mcp-Name", "holds no valid base64")
        }
        try Self.require("Mcp-Name", plain, equals: subject)
    }

    private static func require(
        _ header: String, _ value: String?, equals expected: String
    ) throws(MCPFault) {
        guard let value else { throw .headerMismatch(header, "is missing") }
        guard value == expected else { throw .headerMismatch(header, "and the body do not agree") }
    }

    /// A header's text: as it stands, or from `=?base64?…?=`, as what no header can carry is written.
    static func decoded(_ value: String) -> String? {
        let (opening, closing) = ("=?base64?", "?=")
        guard value.hasPrefix(opening), value.hasSuffix(closing), value.utf8.count >= 11 else { return value }
        let text = value.dropFirst(opening.count).dropLast(closing.count)
        guard let data = Data(base64Encoded: String(text)) else { return nil }
        return String(validating: data, as: UTF8.self)
    }
}
