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

        /// One fault.
        public init(_ location: [String], _ message: String, kind: String) {
            self.location = location
            self.message = message
            self.kind = kind
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

    /// A problem.
    public init(status: Int, kind: String, title: String, detail: String, faults: [Fault] = []) {
        self.status = status
        self.kind = kind
        self.title = title
        self.detail = detail
        self.faults = faults
    }

    /// Nothing is there.
    public static func notFound(_ detail: String) -> Problem {
        Problem(status: 404, kind: "not-found", title: "Not found", detail: detail)
    }
    /// What there is to say where no operation has this path.
    public static let noSuchPath = "There is nothing at this path; see /docs."
    /// Something is there, and cannot be asked for in this way.
    public static func wrongMethod(allowed: [Route.Method]) -> Problem {
        Problem(
            status: 405, kind: "method-not-allowed", title: "Method not allowed",
            detail: "This path answers to \(allowed.map(\.httpNames).joined(separator: ", ")).")
    }
    /// The key is missing or wrong; the answer does not tell which.
    public static let unauthorized = Problem(
        status: 401, kind: "unauthorized", title: "Unauthorized",
        detail: "Present the API key as Authorization: Bearer KEY or X-API-Key: KEY.")
    /// The request was understood and makes no sense.
    public static func invalid(_ faults: [Fault]) -> Problem {
        Problem(
            status: 422, kind: "invalid-request", title: "Invalid request",
            detail: "\(faults.count) of the request's values cannot be used.", faults: faults)
    }
    /// Something this service needs does not answer.
    public static func unavailable(_ what: String) -> Problem {
        Problem(
            status: 503, kind: "unavailable", title: "Temporarily unavailable",
            detail: "\(what) does not answer at the moment; try again.")
    }
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
        if !faults.isEmpty {
            members.append(
                (
                    "errors",
                    .array(
                        faults.map { fault in
                            [
                                "loc": .array(fault.location.map { .text($0) }), "msg": .text(fault.message),
                                "type": .text(fault.kind),
                            ]
                        })
                ))
        }
        return .object(members)
    }
}
