/// What an operation answers with, whatever carries it.
public struct Answer: Sendable {
    /// Writes a part of an answer without end, and returns when it is on its way.
    public typealias Writer = @concurrent (String) async throws -> Void

    /// Writes a piece of an answer, and returns when it is on its way.
    public typealias PieceWriter = @concurrent ([UInt8]) async throws -> Void

    /// What is in it.
    public enum Body: Sendable {
        /// A document.
        case json(JSONValue)
        /// Anything else.
        case bytes([UInt8], type: String)
        /// Bytes of a known length, written piece by piece.
        case pieces(type: String, length: Int, @concurrent @Sendable (PieceWriter) async throws -> Void)
        /// Text without end: called once, it goes on until the client leaves.
        case stream(type: String, @concurrent @Sendable (Writer) async throws -> Void)
    }
    /// The HTTP status.
    public var status: Int
    /// What is in it.
    public var body: Body
    /// Further headers.
    public var headers: [(name: String, value: String)]
    /// What it changed, for the audit log; nil where the operation tells nothing.
    public var change: Change?

    /// A thing before and after a change, without secrets.
    public struct Change: Sendable, Equatable {
        /// As it was; nil for what was not there.
        public let before: JSONValue?
        /// As it is; nil for what is no longer there.
        public let after: JSONValue?

        /// A thing before and after a change.
        public init(before: JSONValue? = nil, after: JSONValue? = nil) {
            self.before = before
            self.after = after
        }
    }

    /// What a repeat of the request is answered with, where that must differ: a secret is shown once, and stored
    /// nowhere.
    public var repeated: JSONValue?

    /// An answer.
    public init(status: Int = 200, _ body: Body, headers: [(name: String, value: String)] = []) {
        self.status = status
        self.body = body
        self.headers = headers
    }

    /// A document.
    public static func json(_ value: JSONValue, status: Int = 200) -> Answer {
        Answer(status: status, .json(value))
    }

    /// Text with marks for headings and tables.
    public static func markdown(_ text: String) -> Answer {
        Answer(.bytes(Array(text.utf8), type: "text/markdown; charset=utf-8"))
    }

    /// Plain text.
    public static func text(_ text: String, status: Int = 200) -> Answer {
        Answer(status: status, .bytes(Array(text.utf8), type: "text/plain; charset=utf-8"))
    }
}
