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
            ],
        ]
    }

    private static let summary = """
        Market data, signals, decisions and paper trading. Amounts are decimal text, so that no digit is lost; times are \
        milliseconds since 1970, UTC. Lists are pages: repeat the request with `cursor` set to `next` until that is null. \
        Errors are problem documents (RFC 9457): `detail` says what to change, `errors` names every fault.
        """

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
        if !route.allParameters.isEmpty {
            members.append(("parameters", .array(route.allParameters.map(parameter))))
        }
        if !route.body.isEmpty {
            let form: JSONValue = ["schema": schemas.body(route.fields)]
            members.append(
                (
                    "requestBody",
                    ["required": true, "description": "What is wanted.", "content": [Self.json: form]]
                ))
        }
        members.append(("responses", responses(of: route)))
        return .object(members)
    }

    private static let json = "application/json"

    private func responses(of route: Route) -> JSONValue {
        .object(
            route.statuses.map { status, meaning in
                let forms = forms(of: route, status)
                guard status != 304 else { return (String(status), ["description": .text(meaning)]) }
                let content = JSONValue.object(forms.map { ($0.0, ["schema": $0.1]) })
                return (String(status), ["description": .text(meaning), "content": content])
            })
    }

    private func forms(of route: Route, _ status: Int) -> [(String, JSONValue)] {
        let problem = ("application/problem+json", OpenAPISchemas.reference("Problem"))
        let outcome = (Self.json, OpenAPISchemas.reference(Resource.commandOutcome.name))
        guard status < 300 else {
            if case .other(let type) = route.answer, status == 503 { return [(type, OpenAPISchemas.string)] }
            return [problem]
        }
        return switch route.answer {
        case .page(let resource): [(Self.json, schemas.page(of: resource))]
        case .one(let resource): [(Self.json, OpenAPISchemas.reference(resource.name))]
        case .command: [outcome]
        case .events: [("text/event-stream", OpenAPISchemas.string)]
        case .other(let type):
            [(type, type == Self.json ? ["type": "object"] : OpenAPISchemas.string)]
        }
    }

    private func parameter(_ parameter: Parameter) -> JSONValue {
        var members: [(String, JSONValue)] = [
            ("name", .text(parameter.name)), ("in", .text(parameter.place.rawValue)),
            ("required", .boolean(parameter.isRequired)), ("description", .text(parameter.summary)),
            ("schema", schemas.schema(of: parameter.form)),
        ]
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
