/// Where a server is: `redis://[user[:password]@]host:port[/database]`. A password in it is hidden when printed.
public struct ConnectionURL: Sendable, Equatable, CustomStringConvertible {
    private let text: String

    /// Takes the text when it has the form `scheme://…`.
    public init?(_ text: String) {
        guard let range = text.firstRange(of: "://"), range.lowerBound != text.startIndex,
            range.upperBound != text.endIndex
        else { return nil }
        self.text = text
    }

    /// The whole text, with its password.
    public var revealed: String { text }

    /// The text without its password.
    public var description: String {
        guard let start = text.firstRange(of: "://")?.upperBound else { return text }
        let authority = text[start...].prefix { $0 != "/" && $0 != "?" }
        guard let at = authority.lastIndex(of: "@"), let colon = authority[..<at].firstIndex(of: ":") else {
            return text
        }
        return text[...colon] + Secret.redaction + text[at...]
    }
}
