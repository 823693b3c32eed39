import HTTPTypes

extension HTTPFields {
    /// Sets headers that are told by name, in the place of those that are there.
    mutating func set(_ headers: [(name: String, value: String)]) {
        for (name, value) in headers {
            if let name = Self.known[name] ?? HTTPField.Name(name) { self[name] = value }
        }
    }

    /// Names of most answers, which need not be checked again each time.
    private static let known: [String: HTTPField.Name] = Dictionary(
        uniqueKeysWithValues: [
            "RateLimit-Policy", "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset", "Cache-Control",
            "Content-Type", "ETag",
        ].compactMap { text in HTTPField.Name(text).map { (text, $0) } })
}
