/// An answer in a form that a database keeps.
public struct StoredAnswer: Sendable, Equatable {
    /// The HTTP status.
    public let status: Int
    /// The content's type.
    public let type: String
    /// Further headers: a JSON list of names and values.
    public let headers: String
    /// The content.
    public let body: String

    /// What was read back.
    public init(status: Int, type: String, headers: String, body: String) {
        self.status = status
        self.type = type
        self.headers = headers
        self.body = body
    }

    /// A problem document.
    public init(_ status: Int, _ problem: JSONValue) {
        self.init(status: status, type: "application/problem+json", headers: "[]", body: problem.encoded)
    }

    /// An answer; nil for one without end.
    public init?(_ answer: Answer) {
        let headers = JSONValue.array(answer.headers.map { [.text($0.name), .text($0.value)] }).encoded
        let status = answer.status
        if let repeated = answer.repeated {
            self.init(status: status, type: "application/json", headers: headers, body: repeated.encoded)
            return
        }
        switch answer.body {
        case .json(let value):
            self.init(status: status, type: "application/json", headers: headers, body: value.encoded)
        case .bytes(let bytes, let type):
            self.init(
                status: status, type: type, headers: headers, body: String(decoding: bytes, as: UTF8.self))
        case .pieces, .stream: return nil
        }
    }

    /// The answer again, marked as a repeat.
    public var answer: Answer {
        var pairs: [(name: String, value: String)] = [
            ("Idempotency-Replayed", "true"), ("Content-Type", type),
        ]
        if case .array(let items) = try? JSONParser.parse(Array(headers.utf8)) {
            for case .array(let pair) in items where pair.count == 2 {
                pairs.append((pair[0].plainText, pair[1].plainText))
            }
        }
        return Answer(status: status, .json(.raw(body)), headers: pairs)
    }
}
