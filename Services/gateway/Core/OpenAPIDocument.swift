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
        .object(
            Operation.allCases.map { operation in
                let item = [(operation.route.method.rawValue, description(of: operation))]
                return (operation.route.path, JSONValue.object(item))
            })
    }

    private static func description(of operation: Operation) -> JSONValue {
        let route = operation.route
        var members: [(String, JSONValue)] = []
        members.append(("operationId", .text(operation.rawValue)))
        members.append(("summary", .text(route.summary)))
        members.append(("tags", .array([.text(route.tag)])))
        if !route.details.isEmpty { members.append(("description", .text(route.details))) }
        if route.isPublic { members.append(("security", .array([]))) }
        if !route.parameters.isEmpty {
            members.append(("parameters", .array(route.parameters.map(parameter))))
        }
        if !route.body.isEmpty {
            let content: JSONValue = ["application/json": ["schema": record(route.body)]]
            let requestBody: JSONValue = ["required": true, "content": content]
            members.append(("requestBody", requestBody))
        }
        members.append(("responses", responses(of: route)))
        return .object(members)
    }

    private static let json = "application/json"
    private static let string: JSONValue = ["type": "string"]

    private static func responses(of route: Route) -> JSONValue {
        let problem = content("What is wrong.", "application/problem+json", reference("Problem"))
        let outcome = reference("CommandOutcome")
        var members: [(String, JSONValue)] = []
        switch route.answer {
        case .page(let resource): members.append(("200", content("One page.", json, page(of: resource))))
        case .one(let resource):
            members.append(("200", content("The document.", json, reference(resource.name))))
        case .command:
            members.append(("200", content("All replies are in.", json, outcome)))
            members.append(("202", content("Some replies are not in yet.", json, outcome)))
            members.append(("409", content("A service refused it.", json, outcome)))
        case .events: members.append(("200", content("Events without end.", "text/event-stream", string)))
        case .other(let type):
            members.append(("200", content("The document.", type, type == json ? [:] : string)))
        }
        members.append(("default", problem))
        return .object(members)
    }

    private static func content(_ description: String, _ type: String, _ schema: JSONValue) -> JSONValue {
        let form: JSONValue = ["schema": schema]
        return .object([
            ("description", JSONValue.text(description)), ("content", JSONValue.object([(type, form)])),
        ])
    }

    private static func parameter(_ parameter: Parameter) -> JSONValue {
        [
            "name": .text(parameter.name), "in": .text(parameter.place.rawValue),
            "required": .boolean(parameter.isRequired), "description": .text(parameter.summary),
            "schema": schema(of: parameter.form),
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
            members.append((resource.name, record(resource.fields, resource.summary)))
        }
        members.append(("Problem", problem))
        return .object(members)
    }

    private static let problem: JSONValue = [
        "type": "object",
        "required": ["type", "title", "status", "detail", "instance"],
        "properties": [
            "type": ["type": "string", "format": "uri"], "title": ["type": "string"],
            "status": ["type": "integer"], "detail": ["type": "string"], "instance": ["type": "string"],
            "errors": [
                "type": "array",
                "items": [
                    "type": "object", "required": ["loc", "msg", "type"],
                    "properties": [
                        "loc": ["type": "array", "items": ["type": "string"]], "msg": ["type": "string"],
                        "type": ["type": "string"],
                    ],
                ],
            ],
        ],
    ]

    private static func page(of resource: Resource) -> JSONValue {
        [
            "type": "object", "required": ["items", "next"],
            "properties": [
                "items": ["type": "array", "items": reference(resource.name)],
                "next": ["type": ["string", "null"], "description": "Cursor of the following page."],
            ],
        ]
    }

    private static func reference(_ name: String) -> JSONValue {
        ["$ref": .text("#/components/schemas/\(name)")]
    }

    private static func record(_ fields: [ResourceField], _ summary: String = "") -> JSONValue {
        var members: [(String, JSONValue)] = [("type", "object")]
        if !summary.isEmpty { members.append(("description", .text(summary))) }
        members.append(("required", .array(fields.map { .text($0.name) })))
        members.append(("properties", .object(fields.map { ($0.name, schema(of: $0)) })))
        return .object(members)
    }

    private static func schema(of field: ResourceField) -> JSONValue {
        guard case .object(var members) = schema(of: field.form) else { return [:] }
        if field.isNullable {
            members = members.map { member in
                member.name == "type" ? .init(name: "type", value: [member.value, "null"]) : member
            }
        }
        return .object(members + [.init(name: "description", value: .text(field.summary))])
    }

    private static func schema(of form: ResourceField.Form) -> JSONValue {
        switch form {
        case .decimal: ["type": "string", "pattern": #"^-?[0-9]+(\.[0-9]+)?$"#]
        case .integer, .timestamp: ["type": "integer", "format": "int64"]
        case .number: ["type": "number"]
        case .boolean: ["type": "boolean"]
        case .text: ["type": "string"]
        case .word(let words): ["type": "string", "enum": .array(words.map { .text($0) })]
        case .list(let element): ["type": "array", "items": schema(of: element)]
        case .record(let fields): record(fields)
        }
    }

    private static func schema(of form: Parameter.Form) -> JSONValue {
        switch form {
        case .instrument: ["type": "string", "pattern": "^[^:]+:.+$"]
        case .interval: ["type": "string"]
        case .timestamp: ["type": "integer", "format": "int64"]
        case .integer(let range):
            [
                "type": "integer", "minimum": .integer(Int64(range.lowerBound)),
                "maximum": .integer(Int64(range.upperBound)),
            ]
        case .word(let words): ["type": "string", "enum": .array(words.map { .text($0) })]
        case .text, .eventID: ["type": "string"]
        }
    }
}
