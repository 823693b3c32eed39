/// One operation as data: the router, the checks of a request and the OpenAPI documents are all made from it.
///
/// A class, since every request looks into it many times and would copy all of it each time.
public final class Route: Sendable {
    /// HTTP methods in use.
    public enum Method: String, Sendable, CaseIterable {
        case get, post, put, patch, delete

        /// As HTTP writes it; what can be read can be asked about with HEAD, too.
        public var httpNames: String { self == .get ? "GET, HEAD" : rawValue.uppercased() }
    }
    /// Who may call it.
    public enum Access: Sendable, Equatable {
        /// Anybody.
        case open
        /// Who has a key of this scope or a wider one.
        case key(Scope)
    }
    /// What it is about: one OpenAPI document each, so that an AI is given no more tools than it needs.
    public enum Group: String, Sendable, CaseIterable {
        case market, research, trading, operations, account, integrations, service
    }
    /// What comes back when all went well.
    public enum Content: Sendable {
        /// One page of a resource's records.
        case page(Resource)
        /// One document of a resource's form.
        case one(Resource)
        /// What became of a command: 200 when all replies are in, 202 when some are not yet.
        case command
        /// Server-sent events without end.
        case events
        /// Anything else.
        case other(contentType: String)
    }
    /// How a change is kept from happening twice.
    public enum Repeats: Sendable {
        /// By the client's key, where it gives one.
        case keyed
        /// By the client's key, without which the request is refused.
        case keyRequired
        /// By the operation itself; a client's key is not asked for.
        case harmless
    }

    /// The HTTP method.
    public let method: Method
    /// The path; parameters in braces.
    public let path: String
    /// What it does, in a few words.
    public let summary: String
    /// What a caller should know beyond that; may be empty.
    public let details: String
    /// What it is about.
    public let group: Group
    /// Who may call it.
    public let access: Access
    /// Parameters of path, query and header that are its own.
    public let parameters: [Parameter]
    /// Fields of the JSON body that are its own; empty where there is none.
    public let body: [ResourceField]
    /// All parameters: its own, and those of every route of its kind.
    public let allParameters: [Parameter]
    /// All fields of the body: its own, and those of every route of its kind.
    public let fields: [ResourceField]
    /// What comes back.
    public let answer: Content
    /// The status of an answer when all went well.
    public let success: Int
    /// Further statuses the operation answers with, each with its meaning.
    public let refusals: [Int: String]
    /// How a change is kept from happening twice.
    public let repeats: Repeats
    /// Whether its answers stay the same for long, so that a client may ask whether one still holds.
    public let changesSlowly: Bool
    /// Whether it is told of; parts of the documentation's own pages are not.
    public let isDescribed: Bool
    /// What is wrong with a body beyond its single fields: values that do not go together.
    let contradictions: @Sendable (JSONValue) -> [Problem.Fault]
    /// Whether the body may call itself something else than JSON: some senders cannot say what it is.
    public let takesAnyContentType: Bool

    init(
        _ method: Method, _ path: String, _ summary: String, group: Group, access: Access,
        details: String = "", parameters: [Parameter] = [], body: [ResourceField] = [], answer: Content,
        success: Int = 200, refusals: [Int: String] = [:], repeats: Repeats = .keyed,
        changesSlowly: Bool = false, takesAnyContentType: Bool = false,
        isDescribed: Bool = true,
        contradictions: @escaping @Sendable (JSONValue) -> [Problem.Fault] = { _ in [] }
    ) {
        self.contradictions = contradictions
        self.method = method
        self.path = path
        self.summary = summary
        self.details = details
        self.group = group
        self.access = access
        self.parameters = parameters
        self.body = body
        self.answer = answer
        self.success = success
        self.refusals = refusals
        self.repeats = repeats
        self.changesSlowly = changesSlowly
        self.isDescribed = isDescribed
        self.takesAnyContentType = takesAnyContentType
        let isNamed = method != .get && repeats != .harmless
        allParameters =
            parameters + (Self.hasExample(method, answer) ? [.example] : [])
            + (isNamed ? [.idempotencyKey] : [])
        let name = ResourceField.idempotencyKey(
            isRequired: repeats == .keyRequired, example: Self.sampleKey(method, path))
        fields = isNamed && !body.isEmpty ? body + [name] : body
    }

    /// A client's name for a request as it could be, another for each operation: samples are sent as they are, and one
    /// name stands for one request.
    private static func sampleKey(_ method: Method, _ path: String) -> String {
        let words = path.split { $0 == "/" || $0 == "{" || $0 == "}" }.dropFirst()
        return ([Substring(method.rawValue)] + words + ["1"]).joined(separator: "-")
    }

    /// Whether a request makes sense without a body.
    public var isBodyOptional: Bool { !fields.contains(where: \.isRequired) }

    /// What a body is held to; who has named the request in a header need not name it again.
    func fields(isNamed: Bool) -> [ResourceField] {
        guard isNamed, repeats == .keyRequired else { return fields }
        return body + [.idempotencyKey(isRequired: false)]
    }

    /// Whether it changes anything.
    public var isMutation: Bool { method != .get }

    /// Whether a sample of its answer can be asked for.
    public var hasExample: Bool { Self.hasExample(method, answer) }

    private static func hasExample(_ method: Method, _ answer: Content) -> Bool {
        guard method == .get else { return false }
        return switch answer {
        case .page, .one: true
        case .command, .events, .other: false
        }
    }

}
