import HTTPTypes

extension HTTPFields {
    /// Sets headers that are told by name, in the place of those that are there.
    mutating func set(_ headers: [(name: String, value: String)]) {
        for (name, value) in headers {
            if let name = Self.known[name] ?? HTTPField.Name(name) { self[name] = value }
        }
    }

    /// The value of a header that is told by name; nil where there is none.
    subscript(named name: String) -> String? {
        (Self.known[name] ?? HTTPField.Name(name)).flatMap { self[$0] }
    }

    /// Names of most answers, which need not be checked again each time.
    private static let known: [String: HTTPField.Name] = Dictionary(
        uniqueKeysWithValues: [
            "RateLimit-Policy", "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset", "Cache-Control",
            "Content-Type", "ETag", "Idempotency-Key", "If-None-Match", "Last-Event-ID", "X-API-Key",
        ].compactMap { text in HTTPField.Name(text).map { (text, $0) } })
}
