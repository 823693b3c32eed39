/// Forms of values in the words of JSON Schema.
///
/// `type` is one word everywhere: importers of AI builders fail on a list of types, so null is told by `anyOf`.
enum OpenAPISchemas {
    static let string: JSONValue = ["type": "string"]

    /// The component of a resource.
    static func record(_ fields: [ResourceField], _ summary: String? = nil) -> JSONValue {
        var members: [(String, JSONValue)] = [("type", "object")]
        if let summary { members.append(("description", .text(summary))) }
        members.append(
            ("required", .array(fields.filter(\.isRequired).map { .text($0.name) })))
        members.append(("properties", .object(fields.map { ($0.name, schema(of: $0)) })))
        return .object(members)
    }

    /// A request's body, which may hold nothing else.
    static func body(_ fields: [ResourceField]) -> JSONValue {
        guard case .object(let members) = record(fields) else { return [:] }
        return .object(members + [.init(name: "additionalProperties", value: false)])
    }

    static func page(of resource: Resource) -> JSONValue {
        [
            "type": "object", "required": ["items", "next"],
            "properties": [
                "items": ["type": "array", "items": reference(resource.name)],
                "next": [
                    "anyOf": [["type": "string"], ["type": "null"]],
                    "description": "`cursor` of the following page; null on the last.",
                ],
            ],
        ]
    }

    static func reference(_ name: String) -> JSONValue { ["$ref": .text("#/components/schemas/\(name)")] }

    private static func schema(of field: ResourceField) -> JSONValue {
        let form = limited(schema(of: field.form), field.limit)
        let members: [JSONValue.Member]
        if field.isNullable {
            members = [.init(name: "anyOf", value: [form, ["type": "null"]])]
        } else if case .object(let own) = form {
            members = own
        } else {
            members = []
        }
        return .object(
            members + [
                .init(name: "description", value: .text(field.summary)),
                .init(name: "example", value: field.example),
            ])
    }

    private static func limited(_ schema: JSONValue, _ limit: ResourceField.Limit?) -> JSONValue {
        guard case .object(let members) = schema else { return schema }
        let further: [(String, JSONValue)] =
            switch limit {
            case nil: []
            case .length(let range):
                [
                    ("minLength", .integer(Int64(range.lowerBound))),
                    ("maxLength", .integer(Int64(range.upperBound))),
                ]
            case .name(let range): [("pattern", .text(NameText(range).pattern))]
            case .range(let range):
                [("minimum", .integer(range.lowerBound)), ("maximum", .integer(range.upperBound))]
            case .count(let range):
                [
                    ("minItems", .integer(Int64(range.lowerBound))),
                    ("maxItems", .integer(Int64(range.upperBound))),
                ]
            case .positive: [("pattern", #"^(?=.*[1-9])[0-9]{1,10}(\.[0-9]{1,8})?$"#)]
            case .notNegative: [("pattern", #"^[0-9]{1,10}(\.[0-9]{1,8})?$"#)]
            }
        let kept = members.filter { member in !further.contains { $0.0 == member.name } }
        return .object(kept + further.map { .init(name: $0.0, value: $0.1) })
    }

    static func schema(of form: ResourceField.Form) -> JSONValue {
        switch form {
        case .decimal: ["type": "string", "pattern": #"^-?[0-9]+(\.[0-9]+)?$"#]
        case .integer, .timestamp: ["type": "integer", "format": "int64"]
        case .number: ["type": "number"]
        case .boolean: ["type": "boolean"]
        case .text: string
        case .instrument: instrument
        case .word(let words): ["type": "string", "enum": .array(words.map { .text($0) })]
        case .json: ["type": "object", "additionalProperties": true]
        case .list(let element): ["type": "array", "items": schema(of: element)]
        case .record(let fields): record(fields)
        }
    }

    static func schema(of form: Parameter.Form) -> JSONValue {
        switch form {
        case .instrument: instrument
        case .interval: ["type": "string"]
        case .timestamp: ["type": "integer", "format": "int64"]
        case .integer(let range):
            [
                "type": "integer", "minimum": .integer(Int64(range.lowerBound)),
                "maximum": .integer(Int64(range.upperBound)),
            ]
        case .word(let words): ["type": "string", "enum": .array(words.map { .text($0) })]
        case .words(let words):
            [
                "type": "string",
                "pattern": .text("^(\(words.joined(separator: "|")))(,(\(words.joined(separator: "|"))))*$"),
            ]
        case .boolean: ["type": "boolean"]
        case .name(let range): ["type": "string", "pattern": .text(NameText(range).pattern)]
        case .text, .eventID: string
        }
    }

    /// Printable characters without blanks around the first colon, 64 bytes at most.
    private static let instrument: JSONValue = [
        "type": "string", "pattern": "^[!-9;-~]+:[!-~]+$", "maxLength": 64,
    ]

    static let problem: JSONValue = [
        "type": "object",
        "description": "What is wrong, and what to change (RFC 9457).",
        "required": ["type", "title", "status", "detail", "instance"],
        "properties": [
            "type": [
                "type": "string", "format": "uri", "description": "The kind of problem, for a program.",
            ],
            "title": ["type": "string", "description": "The kind of problem, for a person."],
            "status": ["type": "integer", "description": "The HTTP status."],
            "detail": ["type": "string", "description": "What happened and what to change."],
            "instance": ["type": "string", "description": "The request's id, as the log knows it."],
            "errors": [
                "type": "array", "description": "Every fault of the request.",
                "items": [
                    "type": "object", "required": ["type", "loc", "msg"],
                    "properties": [
                        "type": ["type": "string", "description": "The kind of fault, for a program."],
                        "loc": [
                            "type": "array", "items": ["type": "string"],
                            "description": "The way to the value.",
                        ],
                        "msg": ["type": "string", "description": "What is wrong, for a person."],
                        "input": ["description": "What was given."],
                        "ctx": [
                            "type": "object", "additionalProperties": true,
                            "description": "The limit that was missed.",
                        ],
                    ],
                ],
            ],
        ],
    ]
}
