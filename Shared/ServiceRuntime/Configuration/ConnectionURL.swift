/// Where a server is: `scheme://[user[:password]@]host[:port][/path]`, with its password hidden when printed.
public struct ConnectionURL: Sendable, Equatable, CustomStringConvertible {
    private let text: String
    /// `redis`, `postgresql`, `https`.
    public let scheme: String
    /// Before a password; nil for none.
    public let user: String?
    /// The password; nil for none.
    public let password: Secret?
    /// Name or address.
    public let host: String
    /// The port; nil for the scheme's own.
    public let port: Int?
    /// What follows host and port, with its leading slash; may be empty.
    public let path: String

    /// Takes the text when it has the form; percent escapes in user and password are undone.
    public init?(_ text: String) {
        guard let separator = text.firstRange(of: "://"), separator.lowerBound != text.startIndex else {
            return nil
        }
        let rest = text[separator.upperBound...]
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        var place = authority
        var user: String?
        var password: Secret?
        if let at = authority.lastIndex(of: "@") {
            let parts = authority[..<at].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            user = parts.first.flatMap { $0.isEmpty ? nil : PercentEncoding.decoded($0) }
            password = parts.count > 1 ? Secret(PercentEncoding.decoded(parts[1])) : nil
            place = authority[authority.index(after: at)...]
        }
        var port: Int?
        if let colon = place.lastIndex(of: ":"), !place.hasSuffix("]") {
            guard let number = Int(place[place.index(after: colon)...]), (1...65_535).contains(number) else {
                return nil
            }
            port = number
            place = place[..<colon]
        }
        self.text = text
        scheme = String(text[..<separator.lowerBound])
        self.user = user
        self.password = password
        host = String(place.filter { $0 != "[" && $0 != "]" })
        self.port = port
        path = String(rest[authority.endIndex...])
    }

    /// The whole text, with its password.
    public var revealed: String { text }

    /// The text without its password.
    public var description: String {
        guard password != nil, let start = text.firstRange(of: "://")?.upperBound,
            let colon = text[start...].firstIndex(of: ":"), let at = text[colon...].lastIndex(of: "@")
        else { return text }
        return text[...colon] + Secret.redaction + text[at...]
    }
}
