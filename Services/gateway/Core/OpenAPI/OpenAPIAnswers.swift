/// What operations answer: for each status its meaning, its form, its headers and an example.
///
/// What several operations answer alike stands once, in the document's components.
struct OpenAPIAnswers: Sendable {
    let schemas: OpenAPISchemas

    private static let json = "application/json"
    private static let problem = "application/problem+json"

    /// Every answer of an operation, by status.
    func responses(of route: Route) -> JSONValue {
        .object(
            route.statuses.map { status, meaning in
                let isShared = Self.isShared(route, status, meaning)
                let own =
                    isShared
                    ? Self.reference("responses", Self.name(status)) : response(route, status, meaning)
                return (String(status), own)
            })
    }

    /// The answers that several operations have in common.
    func sharedResponses(of operations: [Operation]) -> JSONValue {
        var statuses: Set<Int> = []
        for route in operations.map(\.route) {
            for (status, meaning) in route.statuses where Self.isShared(route, status, meaning) {
                statuses.insert(status)
            }
        }
        return .object(
            statuses.sorted().map { status in
                (
                    Self.name(status),
                    Self.response(
                        Route.usualMeanings[status] ?? "", headers: Self.headers(status),
                        content: [Self.problemContent(status)])
                )
            })
    }

    /// An example of each answer that answers refer to.
    func examples(of operations: [Operation]) -> JSONValue {
        var members: [(String, JSONValue)] = []
        func add(_ name: String, _ summary: String, _ value: JSONValue) {
            guard !members.contains(where: { $0.0 == name }) else { return }
            members.append((name, ["description": .text(summary), "value": value]))
        }
        for route in operations.map(\.route) {
            switch route.answer {
            case .page(let resource): add(resource.name + "Page", "One page.", route.exampleAnswer)
            case .one(let resource): add(resource.name, resource.summary, route.exampleAnswer)
            case .command:
                add(Resource.commandOutcome.name, "All replies are in.", Resource.commandOutcome.example)
            case .events, .other: break
            }
        }
        let problems = operations.map(\.route).flatMap { route in
            route.statuses.map(\.status).filter { $0 >= 400 && !Self.isPlain(route, $0) }
        }
        for status in Set(problems).sorted() {
            let example = Problem.example(status)
            add(Self.name(status), example.title + ".", example.document(instance: Problem.exampleInstance))
        }
        return .object(members)
    }

    // MARK: One answer

    private func response(_ route: Route, _ status: Int, _ meaning: String) -> JSONValue {
        Self.response(
            meaning, headers: Self.headers(route, status),
            content: status == 304 ? [] : content(route, status))
    }

    private static func response(
        _ meaning: String, headers: [String], content: [(String, JSONValue)]
    ) -> JSONValue {
        var members: [(String, JSONValue)] = [("description", .text(meaning))]
        if !headers.isEmpty {
            members.append(("headers", .object(headers.map { ($0, reference("headers", $0)) })))
        }
        if !content.isEmpty { members.append(("content", .object(content))) }
        return .object(members)
    }

    private func content(_ route: Route, _ status: Int) -> [(String, JSONValue)] {
        let outcome = Resource.commandOutcome.name
        let replies = (Self.json, Self.form(OpenAPISchemas.reference(outcome), like: outcome))
        guard status < 300 else {
            if case .other(let type) = route.answer, Self.isPlain(route, status) {
                return [(type, Self.form(OpenAPISchemas.string, "The bus: unavailable\n"))]
            }
            return [Self.problemContent(status)]
        }
        return switch route.answer {
        case .page(let resource):
            [(Self.json, Self.form(schemas.page(of: resource), like: resource.name + "Page"))]
        case .one(let resource):
            [(Self.json, Self.form(OpenAPISchemas.reference(resource.name), like: resource.name))]
        case .command: [replies]
        case .events: [("text/event-stream", Self.form(OpenAPISchemas.event, OpenAPISchemas.exampleEvent))]
        case .other(let type):
            [
                (
                    type,
                    Self.form(type == Self.json ? ["type": "object"] : OpenAPISchemas.string, Self.text(type))
                )
            ]
        }
    }

    private static func problemContent(_ status: Int) -> (String, JSONValue) {
        (problem, form(OpenAPISchemas.reference("Problem"), like: name(status)))
    }

    private static func form(_ schema: JSONValue, like example: String) -> JSONValue {
        ["schema": schema, "examples": ["sample": reference("examples", example)]]
    }

    private static func form(_ schema: JSONValue, _ example: JSONValue) -> JSONValue {
        ["schema": schema, "example": example]
    }

    private static func text(_ type: String) -> JSONValue {
        switch type {
        case json:
            ["openapi": "3.1.0", "info": ["title": "Quantum Trader Pro", "version": "1.0.0"], "paths": [:]]
        case "application/x-ndjson": "{\"openedAt\":1767225600000,\"close\":\"43000.5\"}\n"
        case "text/html": "<!doctype html>\n<title>Quantum Trader Pro</title>\n"
        case "text/markdown": "# Quantum Trader Pro\n"
        default: "ready\n"
        }
    }

    // MARK: What is shared

    private static func isShared(_ route: Route, _ status: Int, _ meaning: String) -> Bool {
        guard status >= 400, meaning == Route.usualMeanings[status] else { return false }
        return !isPlain(route, status)
    }

    /// Whether it says in plain text what is wrong, as a probe of the gateway's health does.
    private static func isPlain(_ route: Route, _ status: Int) -> Bool {
        if case .other = route.answer, status == 503 { route.access == .open } else { false }
    }

    private static func name(_ status: Int) -> String {
        switch status {
        case 401: "Unauthorized"
        case 403: "Forbidden"
        case 404: "NotFound"
        case 409: "Conflict"
        case 413: "TooLarge"
        case 415: "UnsupportedMediaType"
        case 422: "Invalid"
        case 429: "TooManyRequests"
        case 500: "InternalError"
        case 503: "Unavailable"
        default: "Status\(status)"
        }
    }

    private static func reference(_ kind: String, _ name: String) -> JSONValue {
        ["$ref": .text("#/components/\(kind)/\(name)")]
    }

    private static func headers(_ route: Route, _ status: Int) -> [String] {
        guard status < 400 else { return headers(status) }
        var names: [String] = []
        if route.changesSlowly { names.append("ETag") }
        if route.isMutation, route.repeats != .harmless { names.append("Idempotency-Replayed") }
        if case .key = route.access { names.append("RateLimit-Remaining") }
        return names
    }

    private static func headers(_ status: Int) -> [String] {
        switch status {
        case 401: ["WWW-Authenticate"]
        case 429, 503: ["Retry-After"]
        default: []
        }
    }

    /// The headers that answers refer to.
    func sharedHeaders(of operations: [Operation]) -> JSONValue {
        let used = Set(
            operations.map(\.route).flatMap { route in
                route.statuses.flatMap { Self.headers(route, $0.status) }
            })
        return .object(
            Self.headerForms.filter { used.contains($0.name) }.map { name, schema, summary, example in
                (name, ["description": .text(summary), "schema": schema, "example": example])
            })
    }

    private static let headerForms: [(name: String, schema: JSONValue, summary: String, example: JSONValue)] =
        [
            (
                "ETag", OpenAPISchemas.string,
                "Send it back as If-None-Match: 304 says that nothing changed.",
                "W/\"6f1d\""
            ),
            (
                "Idempotency-Replayed", ["type": "string", "enum": ["true"]],
                "There where the answer is that of an earlier request of the same name.", "true"
            ),
            ("RateLimit-Remaining", ["type": "integer"], "Requests left at this moment.", 5_999),
            ("Retry-After", ["type": "integer"], "Seconds to wait before the next attempt.", 2),
            ("WWW-Authenticate", OpenAPISchemas.string, "How to present the key.", "Bearer"),
        ]
}

extension Problem {
    static let exampleInstance = "urn:request:3f2a9c0d5b7e4f60"

    /// A problem of a status as it could be.
    static func example(_ status: Int) -> Problem {
        switch status {
        case 401: .unauthorized
        case 403: .forbidden(needed: .paper, given: .read)
        case 404: .notFound("There is no order q0123; see GET /v1/orders.")
        case 409:
            Problem(
                status: 409, kind: "idempotency-conflict", title: "Idempotency key in use",
                detail: "This idempotency key stands for another request; choose a new one for a new request."
            )
        case 413: .tooLarge(limit: 1_048_576)
        case 415: .unsupportedMediaType
        case 422:
            .invalid([
                .init(
                    ["body", "quantity"], "must be above 0", kind: "greater_than", input: "0",
                    context: ["gt": 0])
            ])
        case 429:
            Problem(
                status: 429, kind: "rate-limit", title: "Too many requests",
                detail: "This key may make 600 requests a minute; come again in 2 s.")
        case 503: .unavailable("The database")
        default: .internalError
        }
    }
}
