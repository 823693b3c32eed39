/// The API's description, made from the very routes that are registered: OpenAPI 3.1.
public enum OpenAPIDocument {
    /// The whole document.
    public static let document: JSONValue = [
        "openapi": "3.1.0",
        "info": [
            "title": "Quantum Trader Pro", "version": "1",
            "description": .text(summary),
        ],
        "security": [["bearer": []], ["header": []]],
        "paths": paths,
        "components": [
            "securitySchemes": [
                "bearer": ["type": "http", "scheme": "bearer"],
                "header": ["type": "apiKey", "in": "header", "name": "X-API-Key"],
            ],
            "schemas": schemas,
        ],
    ]

    private static let summary = """
        Market data, signals, decisions and paper trading. Amounts are decimal text, times are milliseconds UTC. \
        Errors are problem documents (RFC 9457).
        """

    private static var paths: JSONValue {
        var items: [(String, [JSONValue.Member])] = []
        for operation in Operation.allCases {
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

    private static func description(of operation: Operation) -> JSONValue {
        let route = operation.route
        var members: [(String, JSONValue)] = []
        members.append(("operationId", .text(operation.rawValue)))
        members.append(("summary", .text(route.summary)))
        members.append(("tags", .array([.text(route.group.rawValue)])))
        if !route.details.isEmpty { members.append(("description", .text(route.details))) }
        if route.access == .open { members.append(("security", .array([]))) }
        if !route.allParameters.isEmpty {
            members.append(("parameters", .array(route.allParameters.map(parameter))))
        }
        if !route.body.isEmpty {
            let schema = OpenAPISchemas.body(route.fields)
            members.append(("requestBody", ["required": true, "content": [json: ["schema": schema]]]))
        }
        members.append(("responses", responses(of: route)))
        return .object(members)
    }

    private static let json = "application/json"

    private static func responses(of route: Route) -> JSONValue {
        .object(
            route.statuses.map { status, meaning in
                (String(status), content(meaning, of: route, status))
            })
    }

    private static func content(_ meaning: String, of route: Route, _ status: Int) -> JSONValue {
        let problem = ("application/problem+json", OpenAPISchemas.reference("Problem"))
        let outcome = (json, OpenAPISchemas.reference(Resource.commandOutcome.name))
        var forms = [problem]
        if case .command = route.answer, status == 409 { forms = [outcome, problem] }
        if status < 300 {
            forms =
                switch route.answer {
                case .page(let resource): [(json, OpenAPISchemas.page(of: resource))]
                case .one(let resource): [(json, OpenAPISchemas.reference(resource.name))]
                case .command: [outcome]
                case .events: [("text/event-stream", OpenAPISchemas.string)]
                case .other(let type): [(type, type == json ? ["type": "object"] : OpenAPISchemas.string)]
                }
        }
        return [
            "description": .text(meaning),
            "content": .object(forms.map { ($0.0, ["schema": $0.1]) }),
        ]
    }

    private static func parameter(_ parameter: Parameter) -> JSONValue {
        [
            "name": .text(parameter.name), "in": .text(parameter.place.rawValue),
            "required": .boolean(parameter.isRequired), "description": .text(parameter.summary),
            "schema": OpenAPISchemas.schema(of: parameter.form),
        ]
    }

    private static var schemas: JSONValue {
        var resources: [Resource] = []
        for operation in Operation.allCases {
            switch operation.route.answer {
            case .page(let resource), .one(let resource): resources.append(resource)
            case .command: resources.append(.commandOutcome)
            case .events, .other: break
            }
        }
        var members: [(String, JSONValue)] = []
        for resource in resources where !members.contains(where: { $0.0 == resource.name }) {
            members.append((resource.name, OpenAPISchemas.record(resource.fields, resource.summary)))
        }
        members.append(("Problem", OpenAPISchemas.problem))
        return .object(members)
    }
}
