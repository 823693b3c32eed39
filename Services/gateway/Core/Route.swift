/// One operation as data: the router, the checks of a request and the OpenAPI document are all made from it.
public struct Route: Sendable {
    /// HTTP methods in use.
    public enum Method: String, Sendable {
        case get, post

        /// As HTTP writes it; what can be read can be asked about with HEAD, too.
        public var httpNames: String { self == .get ? "GET, HEAD" : "POST" }
    }
    /// What comes back when all went well.
    public enum Answer: Sendable {
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
    /// The HTTP method.
    public let method: Method
    /// The path; parameters in braces.
    public let path: String
    /// What it does, in a few words.
    public let summary: String
    /// What a caller should know beyond that; may be empty.
    public let details: String
    /// The group it is shown in.
    public let tag: String
    /// Parameters of path, query and header.
    public let parameters: [Parameter]
    /// Fields of the JSON body; empty where there is none.
    public let body: [ResourceField]
    /// What comes back.
    public let answer: Answer
    /// Whether no key is needed.
    public let isPublic: Bool

    init(
        _ method: Method, _ path: String, _ summary: String, tag: String, details: String = "",
        parameters: [Parameter] = [], body: [ResourceField] = [], answer: Answer, isPublic: Bool = false
    ) {
        self.method = method
        self.path = path
        self.summary = summary
        self.details = details
        self.tag = tag
        self.parameters = parameters
        self.body = body
        self.answer = answer
        self.isPublic = isPublic
    }

    /// Whether a request's path is this route's; a parameter stands for one component or more.
    func matches(path: String) -> Bool {
        guard let open = self.path.firstIndex(of: "{"), let close = self.path.firstIndex(of: "}") else {
            return self.path == path
        }
        let (before, after) = (self.path[..<open], self.path[self.path.index(after: close)...])
        return path.hasPrefix(before) && path.hasSuffix(after)
            && path.utf8.count > before.utf8.count + after.utf8.count
    }
}

/// One value a request may carry.
public struct Parameter: Sendable, Equatable {
    /// Where it is carried.
    public enum Place: String, Sendable {
        case path, query, header
    }
    /// What its text must look like.
    public enum Form: Sendable, Equatable {
        /// `venue:symbol`.
        case instrument
        /// `30m`.
        case interval
        /// Milliseconds since the Unix epoch, UTC.
        case timestamp
        /// A whole number in a range.
        case integer(ClosedRange<Int>)
        /// One of some words.
        case word([String])
        /// The id of a server-sent event: as long as there are streams and shards.
        case eventID
        /// Any text.
        case text
    }
    /// Its name.
    public let name: String
    /// Where it is carried.
    public let place: Place
    /// What its text must look like.
    public let form: Form
    /// What it means.
    public let summary: String
    /// Whether the request makes no sense without it.
    public let isRequired: Bool

    init(_ name: String, in place: Place = .query, _ form: Form, _ summary: String, isRequired: Bool = false)
    {
        self.name = name
        self.place = place
        self.form = form
        self.summary = summary
        self.isRequired = isRequired
    }

    /// Filters by instrument.
    static let instrument = Parameter("instrument", .instrument, "Only this instrument, `venue:symbol`.")
    /// Filters by interval.
    static let interval = Parameter("interval", .interval, "Only bars of this length.")
    /// Filters by time.
    static let from = Parameter("from", .timestamp, "Only from this moment on, milliseconds UTC.")
    /// Filters by time.
    static let to = Parameter("to", .timestamp, "Only before this moment, milliseconds UTC.")
    /// Pages.
    static let paging = [
        Parameter("order", .word(["desc", "asc"]), "Newest first (desc, the default) or oldest first."),
        Parameter("limit", .integer(1...1_000), "Records of a page, 100 by default."),
        Parameter("cursor", .text, "Where the page starts: `next` of the page before."),
    ]
}
