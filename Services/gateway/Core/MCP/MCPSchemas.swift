import Domain

/// JSON Schemas of tools, made from the routes behind them.
enum MCPSchemas {
    private static let schemas = OpenAPISchemas(version: .v31)

    /// What a tool takes: the parameters and body of its operation, less what it sets itself.
    static func input(_ route: Route, hidden: Set<String>, required: Set<String>) -> JSONValue {
        var properties: [(String, JSONValue)] = []
        var needed: [String] = []
        for parameter in route.allParameters where isShown(parameter, route, hidden) {
            let name = parameter == .idempotencyKey ? ResourceField.idempotencyKeyName : parameter.name
            properties.append((name, schema(of: parameter)))
            if parameter.isRequired || required.contains(name) { needed.append(name) }
        }
        if case .object(let fields)? = schemas.record(route.fields)["properties"] {
            properties += fields.filter { !hidden.contains($0.name) }.map { ($0.name, $0.value) }
        }
        needed += route.fields.filter { $0.isRequired || required.contains($0.name) }.map(\.name)
        return [
            "type": "object", "properties": .object(properties),
            "required": .array(needed.map { .text($0) }), "additionalProperties": false,
        ]
    }

    /// The key for a change stands in the body where there is one; a sample is no use to a model.
    private static func isShown(_ parameter: Parameter, _ route: Route, _ hidden: Set<String>) -> Bool {
        if parameter == .example || hidden.contains(parameter.name) { return false }
        return parameter != .idempotencyKey || route.body.isEmpty
    }

    private static func schema(of parameter: Parameter) -> JSONValue {
        let words = Interval.allCases.map(\.rawValue)
        let form = parameter.form == .interval ? Parameter.Form.word(words) : parameter.form
        guard case .object(let members) = schemas.schema(of: form) else { return [:] }
        // Some clients show a model the description and not the list of words.
        let summary =
            parameter.form == .interval
            ? "\(parameter.summary) One of \(words.joined(separator: ", "))." : parameter.summary
        return .object(members + [.init(name: "description", value: .text(summary))])
    }

    /// What a tool gives, complete in itself; nil where it has no form.
    static func output(_ route: Route) -> JSONValue? {
        switch route.answer {
        case .one(let resource): record(resource)
        case .command: record(.commandOutcome)
        case .page(let resource): schemas.page(of: resource, items: record(resource))
        case .events, .other: nil
        }
    }

    static func record(_ resource: Resource) -> JSONValue {
        schemas.record(resource.fields, resource.summary)
    }
}
