import FoundationEssentials

/// Where a webhook sends to.
///
/// All of it but the host is secret: a messenger's address is its password.
public struct WebhookTarget: Sendable, Equatable, Codable {
    /// Absolute, http or https, with neither credentials nor a fragment.
    public let url: String
    /// The value of the `Authorization` header; empty for none.
    public let authorization: String

    /// A target that has been checked before.
    init(checkedURL url: String, authorization: String) {
        self.url = url
        self.authorization = authorization
    }

    /// A target as somebody names it.
    ///
    /// - Throws: ``Problem`` that names the field and what to change.
    public init(url: String, authorization: String, format: WebhookFormat) throws(Problem) {
        if let message = Self.problem(url, format) {
            throw .invalid([.init(["body", "url"], message, kind: "value_error")])
        }
        guard authorization.utf8.allSatisfy({ $0 >= 32 && $0 < 127 }) else {
            throw .invalid([
                .init(["body", "authorization"], "must be printable ASCII on one line", kind: "value_error")
            ])
        }
        self.init(checkedURL: url, authorization: authorization)
    }

    /// What is shown of it: the host, without the path that may be a password.
    public var host: String { URLComponents(string: url)?.host ?? "" }

    /// The chat a Telegram bot writes to, which its address names; empty elsewhere.
    public var chat: String {
        URLComponents(string: url)?.queryItems?.first { $0.name == "chat_id" }?.value ?? ""
    }

    /// The address while Bubble detects a workflow's fields: the same with `/initialize` at the end of its path.
    public var initializeURL: String {
        let end = url.firstIndex(of: "?") ?? url.endIndex
        let path = url[..<end]
        return path + (path.hasSuffix("/") ? "" : "/") + "initialize" + url[end...]
    }

    private static func problem(_ url: String, _ format: WebhookFormat) -> String? {
        guard url.utf8.count <= 2_048, url.utf8.allSatisfy({ $0 > 32 && $0 < 127 }) else {
            return "must be an absolute, percent-encoded URL of at most 2048 bytes"
        }
        guard let parts = URLComponents(string: url), let scheme = parts.scheme?.lowercased(),
            let host = parts.host, !host.isEmpty
        else { return "must be an absolute URL such as https://example.com/hook" }
        guard url.hasPrefix("https://") || url.hasPrefix("http://") else {
            return "must start with http:// or https://, not \(scheme):"
        }
        // Asked of the text as well: what two parsers could read differently is not let in.
        let authority = url.split(separator: "/", omittingEmptySubsequences: false).dropFirst(2).first ?? ""
        guard parts.user == nil, parts.password == nil, !authority.prefix(while: { $0 != "?" }).contains("@")
        else {
            return "must not hold a user or password; use the field authorization"
        }
        guard parts.fragment == nil else { return "must not have a fragment (#…)" }
        if format == .telegram, (parts.queryItems?.first { $0.name == "chat_id" }?.value ?? "").isEmpty {
            return "must name the chat: https://api.telegram.org/botTOKEN/sendMessage?chat_id=CHAT"
        }
        return nil
    }
}
