/// The API's description, made from the very routes that are registered.
public struct OpenAPIDocument: Sendable {
    private let schemas: OpenAPISchemas
    private let server: String
    private let operations: [Operation]
    private let title: String

    /// A description in a dialect, of the whole API or of one group of operations.
    ///
    /// `server` is the absolute URL under which clients reach the gateway, without a slash at its end.
    public init(_ version: OpenAPIVersion, server: String, group: Route.Group? = nil) {
        schemas = OpenAPISchemas(version: version)
        self.server = server
        operations = Operation.allCases.filter {
            $0.route.isDescribed && (group == nil || $0.route.group == group)
        }
        title = "Quantum Trader Pro" + (group.map { ": \($0.rawValue)" } ?? "")
    }

    /// The document.
    public var json: JSONValue {
        [
            "openapi": .text(schemas.version.text),
            "info": [
                "title": .text(title), "version": "1.0.0", "description": .text(Self.summary),
                "license": ["name": "Apache 2.0", "url": "https://www.apache.org/licenses/LICENSE-2.0"],
            ],
            "servers": [["url": .text(server), "description": "The gateway."]],
            "security": [["bearer": []], ["header": []]], "tags": tags, "paths": paths,
            "components": [
                "securitySchemes": [
                    "bearer": [
                        "type": "http", "scheme": "bearer",
                        "description": "The API key, or a token made with it.",
                    ],
                    "header": [
                        "type": "apiKey", "in": "header", "name": "X-API-Key",
                        "description": "The same key, for tools that cannot send the other header.",
                    ],
                ],
                "schemas": schemas.components(of: operations),
                "responses": answers.sharedResponses(of: operations),
                "headers": answers.sharedHeaders(of: operations),
                "examples": answers.examples(of: operations),
            ],
        ]
    }

    private static let summary = """
        Market data, signals, decisions and paper trading. Amounts are decimal text, so that no digit is lost; times are \
        milliseconds since 1970, UTC. Lists are pages: repeat the request with `cursor` set to `next` until that is null. \
        Errors are problem documents (RFC 9457): `detail` says what to change, `errors` names every fault.
        """

    private var answers: OpenAPIAnswers { OpenAPIAnswers(schemas: schemas) }

    private var tags: JSONValue {
        let groups = Route.Group.allCases.filter { group in operations.contains { $0.route.group == group } }
        return .array(groups.map { ["name": .text($0.rawValue), "description": .text($0.summary)] })
    }

    private var paths: JSONValue {
        var items: [(String, [JSONValue.Member])] = []
        for operation in operations {
            let route = operation.route
            let item = JSONValue.Member(name: route.method.rawValue, value: description(of: operation))
            if let index = items.firstIndex(where: { $0.0 == route.path }) {
                items[index].1.append(item)
            } else {
                items.append((route.path, [item]))
            }
        }
        return .object(items.map { ($0.0, .object($0.1)) })
    }

    private func description(of operation: Operation) -> JSONValue {
        let route = operation.route
        var members: [(String, JSONValue)] = [
            ("operationId", .text(operation.rawValue)), ("summary", .text(route.summary)),
            ("description", .text(route.prompt)), ("tags", [.text(route.group.rawValue)]),
        ]
        if route.access == .open { members.append(("security", .array([]))) }
        // Who has to name a request does so in its body, where tools ask for it; the header is read as well.
        let parameters = route.allParameters.filter { $0 != .idempotencyKey || route.repeats != .keyRequired }
        if !parameters.isEmpty { members.append(("parameters", .array(parameters.map(parameter)))) }
        if !route.body.isEmpty {
            let form: JSONValue = [
                "schema": schemas.body(route.fields),
                "example": .object(route.fields.map { ($0.name, $0.example) }),
            ]
            members.append(
                (
                    "requestBody",
                    [
                        "required": .boolean(!route.isBodyOptional), "description": "What is wanted.",
                        "content": [Self.json: form],
                    ]
                ))
        }
        members.append(("responses", answers.responses(of: route)))
        return .object(members)
    }

    private static let json = "application/json"

    private func parameter(_ parameter: Parameter) -> JSONValue {
        var members: [(String, JSONValue)] = [
            ("name", .text(parameter.name)), ("in", .text(parameter.place.rawValue)),
            ("required", .boolean(parameter.isRequired)), ("description", .text(parameter.summary)),
            ("schema", schemas.schema(of: parameter.form)),
        ]
        // Where it is needed anyway; pages that let one try the API would send every other example along.
        if parameter.isRequired { members.append(("example", schemas.example(of: parameter))) }
        // Builders send what was left blank as empty text, which is as good as leaving it out.
        if parameter.place == .query, !parameter.isRequired { members.append(("allowEmptyValue", true)) }
        return .object(members)
    }
}

extension Route {
    /// What a model is told of it before it decides to call it.
    var prompt: String {
        let scope: String? =
            switch access {
            case .open: "Needs no key."
            case .key(let scope): "Needs a key of scope \(scope.rawValue)."
            }
        return ([summary + "."] + [details, scope ?? ""]).filter { !$0.isEmpty }.joined(separator: " ")
    }
}

extension Route.Group {
    /// What the group is about.
    public var summary: String {
        switch self {
        case .market: "What venues told: instruments, bars, trades, gaps."
        case .research: "What the engines and the confirmer made of it, and the strategies they follow."
        case .trading: "Orders, fills, positions, the portfolio and its limits."
        case .operations: "How the services are, and what they are told to do."
        case .account: "Keys and the record of what was done with them."
        case .integrations: "Signals from outside, and messages to the outside."
        case .service: "The API's own description and health."
        }
    }
}
