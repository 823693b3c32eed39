import Domain

/// Forms of values in the words of JSON Schema.
///
/// `type` is one word everywhere: importers of AI builders fail on a list of types, so null is told by `anyOf`.
struct OpenAPISchemas: Sendable {
    let version: OpenAPIVersion
    /// Whether these are the forms of requests, which hold what is declared and nothing else; answers may grow.
    private var isRequest = false

    init(version: OpenAPIVersion) { self.version = version }

    static let string: JSONValue = ["type": "string"]

    /// One server-sent event.
    static let event: JSONValue = [
        "type": "object", "description": "One event after the other, for as long as the client listens.",
        "required": ["data"],
        "properties": [
            "id": ["type": "string", "description": "Where to resume: send it as Last-Event-ID."],
            "event": [
                "type": "string",
                "description": "Its topic; or snapshot, gap where something is gone, closed at the end.",
            ],
            "data": ["type": "string", "description": "A JSON document with the record in `data`."],
        ],
    ]
    static let exampleEvent: JSONValue =
        "id: 1767225600000\nevent: candles\ndata: {\"topic\":\"candles\",\"data\":{\"close\":\"43000.5\"}}\n\n"

    /// A parameter's example, of its type.
    func example(of parameter: Parameter) -> JSONValue {
        switch parameter.form {
        case .timestamp, .integer: Int64(parameter.example).map { .integer($0) } ?? .null
        case .boolean: true
        case .instrument, .interval, .word, .words, .eventID, .name, .id, .slashedID, .cursor, .text:
            .text(parameter.example)
        }
    }

    /// The component of a resource.
    func record(_ fields: [ResourceField], _ summary: String? = nil) -> JSONValue {
        var members: [(String, JSONValue)] = [("type", "object")]
        if let summary { members.append(("description", .text(summary))) }
        let required = fields.filter(\.isRequired)
        if !required.isEmpty { members.append(("required", .array(required.map { .text($0.name) }))) }
        members.append(("properties", .object(fields.map { ($0.name, schema(of: $0)) })))
        if isRequest { members.append(("additionalProperties", false)) }
        return .object(members)
    }

    /// A request's body, which may hold nothing else, nor may the records in it.
    func body(_ fields: [ResourceField]) -> JSONValue {
        var schemas = self
        schemas.isRequest = true
        return schemas.record(fields)
    }

    /// A page of records, told by reference or in full.
    func page(of resource: Resource, items: JSONValue? = nil) -> JSONValue {
        let next = version.nullable(Self.string)
        let properties: [(String, JSONValue)] = [
            (
                "items",
                [
                    "type": "array", "items": items ?? Self.reference(resource.name),
                    "description": "The records.",
                ]
            ),
            ("next", described(next, "`cursor` of the following page; null on the last.")),
        ]
        let beside = resource.beside.map { ($0.name, schema(of: $0)) }
        return [
            "type": "object", "properties": .object(properties + beside),
            "required": .array((["items", "next"] + beside.map(\.0)).map { .text($0) }),
        ]
    }

    /// The forms of all answers, each once.
    func components(of operations: [Operation]) -> JSONValue {
        var members: [(String, JSONValue)] = []
        for operation in operations {
            let resource: Resource
            switch operation.route.answer {
            case .page(let own), .one(let own): resource = own
            case .command: resource = .commandOutcome
            case .events, .other: continue
            }
            guard !members.contains(where: { $0.0 == resource.name }) else { continue }
            members.append((resource.name, record(resource.fields, resource.summary)))
        }
        return .object(members + [("Problem", Self.problem)])
    }

    private func described(_ schema: JSONValue, _ text: String) -> JSONValue {
        guard case .object(let members) = schema else { return schema }
        return .object(members + [.init(name: "description", value: .text(text))])
    }

    static func reference(_ name: String) -> JSONValue { ["$ref": .text("#/components/schemas/\(name)")] }

    private func schema(of field: ResourceField) -> JSONValue {
        let own = limited(schema(of: field.form), field.limit)
        let form = isRequest ? asSent(own, field) : field.isNullable ? version.nullable(own) : own
        guard case .object(let members) = form else { return form }
        // An object's example says no more than its members' do.
        if case .record = field.form { return described(form, field.summary) }
        return .object(
            members + [
                .init(name: "description", value: .text(field.summary)), version.example(field.example),
            ])
    }

    /// What a request may hold for a field: where it may be left out, it may also be left blank.
    private func asSent(_ own: JSONValue, _ field: ResourceField) -> JSONValue {
        var forms = [own]
        if field.isLoose { forms.append(Self.otherForm(of: field)) }
        guard field.mayBeBlank else { return field.isNullable ? version.nullable(own) : own }
        switch version {
        // Importers read `type` and little else: what is taken beyond it is not worth a field they cannot show.
        case .v30: return version.nullable(own)
        case .v31:
            if !field.takesEmptyText { forms.append(["type": "string", "maxLength": 0]) }
            return ["anyOf": .array(forms + [["type": "null"]])]
        }
    }

    /// What a field takes from senders who do not see whether they write text or a number.
    private static func otherForm(of field: ResourceField) -> JSONValue {
        switch field.form {
        case .integer: ["type": "string", "pattern": .text(ResourceField.quotedInteger.pattern)]
        case .decimal: ["type": "number", "minimum": 0, "maximum": 1]
        default: ["type": "number"]
        }
    }

    private func limited(_ schema: JSONValue, _ limit: ResourceField.Limit?) -> JSONValue {
        guard case .object(let members) = schema else { return schema }
        let further: [(String, JSONValue)] =
            switch limit {
            case nil: []
            case .length(let range): Self.text(range, PlainText.pattern)
            case .header(let range): Self.text(range, PlainText.headerPattern)
            case .url(let range): Self.text(range, PlainText.urlPattern) + [("format", "uri")]
            case .name(let range): [("pattern", .text(NameText(range).pattern))]
            case .range(let range):
                [("minimum", .integer(range.lowerBound)), ("maximum", .integer(range.upperBound))]
            case .count(let range):
                [
                    ("minItems", .integer(Int64(range.lowerBound))),
                    ("maxItems", .integer(Int64(range.upperBound))),
                ]
            case .amount(let range): [("pattern", .text(range.pattern))]
            }
        let kept = members.filter { member in !further.contains { $0.0 == member.name } }
        return .object(kept + further.map { .init(name: $0.0, value: $0.1) })
    }

    private static func text(_ length: ClosedRange<Int>, _ pattern: String) -> [(String, JSONValue)] {
        [
            ("minLength", .integer(Int64(length.lowerBound))),
            ("maxLength", .integer(Int64(length.upperBound))), ("pattern", .text(pattern)),
        ]
    }

    private func schema(of form: ResourceField.Form) -> JSONValue {
        switch form {
        case .decimal: ["type": "string", "pattern": #"^-?[0-9]+(\.[0-9]+)?$"#]
        case .integer: ["type": "integer", "format": "int64"]
        case .timestamp: schema(of: Parameter.Form.timestamp)
        case .number: ["type": "number"]
        case .boolean: ["type": "boolean"]
        case .text: isRequest ? ["type": "string", "pattern": .text(PlainText.pattern)] : Self.string
        case .instrument: Self.instrument
        case .word(let words): ["type": "string", "enum": .array(words.map { .text($0) })]
        case .json: ["type": "object", "additionalProperties": true]
        case .list(let element): ["type": "array", "items": schema(of: element)]
        case .record(let fields): record(fields)
        }
    }

    func schema(of form: Parameter.Form) -> JSONValue {
        switch form {
        case .instrument: Self.instrument
        case .interval: ["type": "string", "enum": .array(Interval.allCases.map { .text($0.rawValue) })]
        case .timestamp:
            // What a browser's clock can show.
            [
                "type": "integer", "format": "int64", "minimum": .integer(TimestampText.range.lowerBound),
                "maximum": .integer(TimestampText.range.upperBound),
            ]
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
        case .id, .slashedID: ["type": "string", "pattern": "^[!-~]{1,128}$"]
        case .cursor: ["type": "string", "pattern": .text(NameText(1...512).pattern)]
        case .text: Self.plainText
        case .eventID:
            [
                "type": "string", "maxLength": .integer(Int64(EventCursor.longestInURL)),
                "pattern": .text(EventCursor.pattern),
            ]
        }
    }

    /// What a database takes, and what a URL may be long.
    private static let plainText: JSONValue = [
        "type": "string", "maxLength": 128, "pattern": .text(PlainText.pattern),
    ]

    /// Printable characters without blanks around the first colon, 64 bytes at most.
    private static let instrument: JSONValue = [
        "type": "string", "pattern": .text(InstrumentText.pattern), "maxLength": 64,
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
            "commandID": ["type": "string", "description": "Of a refused command: its id."],
            "replies": [
                "type": "array", "description": "Of a refused command: what each service said.",
                "items": [
                    "type": "object", "required": ["service", "shard", "accepted", "detail"],
                    "properties": [
                        "service": ["type": "string", "description": "Who answers."],
                        "shard": ["type": "integer", "description": "On which shard."],
                        "accepted": ["type": "boolean", "description": "Whether it was carried out."],
                        "detail": ["type": "string", "description": "What was done, or what to change."],
                    ],
                ],
            ],
            "errors": [
                "type": "array", "description": "Every fault of the request.",
                "items": [
                    "type": "object", "required": ["type", "loc", "msg"],
                    "properties": [
                        "type": ["type": "string", "description": "The kind of fault, for a program."],
                        "loc": [
                            "type": "array",
                            "items": ["anyOf": [["type": "string"], ["type": "integer"]]],
                            "description": "The way to the value: names, and numbers for places in lists.",
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
