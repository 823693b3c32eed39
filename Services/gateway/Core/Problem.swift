/// An error as a client sees it: a problem document of RFC 9457, with the list of faults that FastAPI's clients know.
public struct Problem: Error, Sendable, Equatable {
    /// One fault of a request, and where it is.
    public struct Fault: Sendable, Equatable {
        /// The way to it: `["query", "limit"]`.
        public let location: [String]
        /// What is wrong, for a person.
        public let message: String
        /// What is wrong, for a program.
        public let kind: String
        /// What was given; nil where nothing was, or where it must not be repeated.
        public let input: JSONValue?
        /// The limit that was missed, for a program.
        public let context: JSONValue?

        /// One fault.
        public init(
            _ location: [String], _ message: String, kind: String, input: JSONValue? = nil,
            context: JSONValue? = nil
        ) {
            self.location = location
            self.message = message
            self.kind = kind
            self.input = input
            self.context = context
        }

        /// The same, without what was given.
        var withoutInput: Fault { Fault(location, message, kind: kind, context: context) }
        /// Whether it lies at a place or below it.
        func place(isWithin place: [String]) -> Bool { location.starts(with: place) }

        /// A place in a list is a number, as FastAPI's clients know it; no field of this API is named by digits alone.
        private static func step(_ name: String) -> JSONValue {
            Int64(name).map { .integer($0) } ?? .text(name)
        }

        /// Nobody needs a long text back to see what was wrong with it.
        private static let longestInput = 256

        var json: JSONValue {
            var members: [(String, JSONValue)] = [
                ("type", .text(kind)), ("loc", .array(location.map(Self.step))), ("msg", .text(message)),
            ]
            if let input, input.encoded.utf8.count <= Self.longestInput { members.append(("input", input)) }
            if let context { members.append(("ctx", context)) }
            return .object(members)
        }
    }
    /// The HTTP status.
    public let status: Int
    /// The kind of problem, the last part of its `type` URI.
    public let kind: String
    /// The kind in words; the same for every occurrence.
    public let title: String
    /// This occurrence in words.
    ///
    /// Says no more than a client may know.
    public let detail: String
    /// The faults of a request that was understood in part.
    public let faults: [Fault]
    /// What else there is to tell, for a program: RFC 9457's extension members.
    public let members: [JSONValue.Member]
    /// When it may be worth another try; nil where nothing is known of that.
    public var retryAfterSeconds: Int?

    /// A problem.
    public init(
        status: Int, kind: String, title: String, detail: String, faults: [Fault] = [],
        members: [JSONValue.Member] = []
    ) {
        self.status = status
        self.kind = kind
        self.title = title
        self.detail = detail
        self.faults = faults
        self.members = members
    }

    /// Nothing is there.
    public static func notFound(_ detail: String, members: [JSONValue.Member] = []) -> Problem {
        Problem(status: 404, kind: "not-found", title: "Not found", detail: detail, members: members)
    }
    /// What looks like a cursor leads nowhere: it was made up, or it is another list's.
    public static func unknownCursor(_ location: [String]) -> Problem {
        let fault = Fault(
            location, "leads nowhere; take it from an answer of this very list, or leave it out",
            kind: "unknown_cursor")
        return Problem(
            status: 404, kind: "unknown-cursor", title: "Unknown cursor", detail: sentence([fault]),
            faults: [fault])
    }
    /// What there is to say where no operation has this path.
    public static let noSuchPath = "There is nothing at this path; see /docs."
    /// Something is there, and cannot be asked for in this way.
    public static func wrongMethod(allowed: [Route.Method]) -> Problem {
        Problem(
            status: 405, kind: "method-not-allowed", title: "Method not allowed",
            detail: "This path answers to \(allowed.map(\.httpNames).joined(separator: ", ")).")
    }
    /// There is no key.
    public static let unauthorized = Problem(
        status: 401, kind: "unauthorized", title: "Unauthorized",
        detail: "Present the API key as Authorization: Bearer KEY or X-API-Key: KEY.")
    /// There is a key, and it is none; the answer does not tell how near it is to one.
    public static let unknownKey = Problem(
        status: 401, kind: "unauthorized", title: "Unauthorized",
        detail: "The key that was presented is not known here; check that it is complete and of this suite.")
    /// An address is written down in many places; no key belongs there.
    public static let noToken = Problem(
        status: 401, kind: "unauthorized", title: "Unauthorized",
        detail: "token is no valid token; make one with POST /v1/tokens. A key is not taken in an address.")
    /// A browser asks for a page that is not allowed to.
    public static let foreignOrigin = Problem(
        status: 403, kind: "origin", title: "Forbidden",
        detail: "Pages of this origin may not ask; add it to gateway.cors-origins.")
    /// The body is packed.
    public static let contentEncoding = Problem(
        status: 415, kind: "content-encoding", title: "Unsupported content encoding",
        detail: "Send the body as it is, without the header Content-Encoding.")
    /// A place that no event has reached.
    public static func futureCursor(_ location: [String]) -> Problem {
        .invalid([
            .init(
                location,
                "is later than now; send the id of the last event you saw, or milliseconds since 1970 UTC of the past",
                kind: "value_error")
        ])
    }
    /// The key was right once.
    ///
    /// For whoever has its secret; nobody else learns that it exists.
    public static func keyEnded(_ id: String, _ state: String) -> Problem {
        Problem(
            status: 401, kind: "key-\(state)", title: "Unauthorized",
            detail: "The key \(id) is \(state); ask whoever gave it to you for a new one.")
    }
    /// The token was right once; for whoever has it.
    public static let tokenEnded = Problem(
        status: 401, kind: "token-expired", title: "Unauthorized",
        detail: "This token is over; ask whoever made it for you for a new one.")
    /// There is no secret to sign tokens with.
    public static let noTokens = Problem(
        status: 409, kind: "no-tokens", title: "No tokens",
        detail: "This gateway gives out no tokens; set gateway.token-secret on all gateways to have them.")
    /// A token would otherwise prolong itself for ever.
    public static let tokenOfToken = Problem(
        status: 403, kind: "token-of-token", title: "Forbidden",
        detail: "A token cannot make tokens; ask with the key itself.")
    /// The request was understood and makes no sense.
    public static func invalid(_ faults: [Fault]) -> Problem {
        Problem(
            status: 422, kind: "invalid-request", title: "Invalid request",
            detail: sentence(faults), faults: faults)
    }
    /// Builders' tools show this sentence and nothing else.
    private static func sentence(_ faults: [Fault]) -> String {
        let shown = faults.prefix(3).map { fault in
            // A message may end with a field's own description.
            let message = fault.message.hasSuffix(".") ? fault.message.dropLast() : fault.message[...]
            return "\(fault.location.joined(separator: ".")) \(message)"
        }
        let more = faults.count > 3 ? "; and \(faults.count - 3) more" : ""
        return shown.joined(separator: "; ") + more + "."
    }
    /// This occurrence for somebody who names arguments, and knows nothing of where HTTP carries them.
    var argumentDetail: String {
        guard status == 422, !faults.isEmpty else { return detail }
        return Self.sentence(
            faults.map { fault in
                let path = fault.location.count > 1 ? Array(fault.location.dropFirst()) : fault.location
                return Fault(path, fault.message, kind: fault.kind)
            })
    }
    /// The key is good, and not for this.
    public static func forbidden(needed: Scope, given: Scope) -> Problem {
        Problem(
            status: 403, kind: "scope", title: "Forbidden",
            detail: "This needs a key of scope \(needed.rawValue); the scope of yours is \(given.rawValue).")
    }
    /// The body says that it is no JSON.
    public static let unsupportedMediaType = Problem(
        status: 415, kind: "unsupported-media-type", title: "Unsupported media type",
        detail: "Send the body as JSON, with Content-Type: application/json.")
    /// The body is longer than it may be.
    public static func tooLarge(limit: Int) -> Problem {
        Problem(
            status: 413, kind: "too-large", title: "Too large",
            detail: "A request's body has at most \(limit) bytes.")
    }
    /// Something this service needs does not answer.
    public static func unavailable(_ what: String) -> Problem {
        var problem = Problem(
            status: 503, kind: "unavailable", title: "Temporarily unavailable",
            detail: "\(what) does not answer at the moment; try again.")
        problem.retryAfterSeconds = 2
        return problem
    }
    /// It took too long.
    public static let timeout = Problem(
        status: 503, kind: "timeout", title: "Took too long",
        detail:
            "The request was not answered in time; ask for less, or repeat it under the same idempotency key."
    )
    /// A fault of ours.
    ///
    /// The log knows more, under the request's id.
    public static let internalError = Problem(
        status: 500, kind: "internal-error", title: "Internal error",
        detail: "The request failed for a reason that is not its own.")

    /// The document.
    ///
    /// `instance` is the request's id.
    public func document(instance: String) -> JSONValue {
        var members: [(String, JSONValue)] = [
            ("type", .text("urn:quantum-trader-pro:problem:\(kind)")), ("title", .text(title)),
            ("status", .integer(Int64(status))), ("detail", .text(detail)), ("instance", .text(instance)),
        ]
        if !faults.isEmpty { members.append(("errors", .array(faults.map(\.json)))) }
        return .object(members + self.members.map { ($0.name, $0.value) })
    }
}
