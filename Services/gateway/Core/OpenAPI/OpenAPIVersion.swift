/// The dialects the API's description is offered in.
public enum OpenAPIVersion: Sendable {
    /// What most importers of AI builders read.
    case v30
    /// What validators and generators prefer.
    case v31

    var text: String {
        switch self {
        case .v30: "3.0.3"
        case .v31: "3.1.0"
        }
    }

    /// The form of what may also be null.
    ///
    /// Never a list of types, on which importers fail.
    func nullable(_ schema: JSONValue) -> JSONValue {
        switch self {
        case .v31: ["anyOf": [schema, ["type": "null"]]]
        case .v30:
            if case .object(let members) = schema, schema["$ref"] == nil {
                .object(members + [.init(name: "nullable", value: true)])
            } else {
                ["allOf": [schema], "nullable": true]
            }
        }
    }

    /// A value as it could be, where a schema shows one.
    func example(_ value: JSONValue) -> JSONValue.Member {
        switch self {
        case .v30: .init(name: "example", value: value)
        case .v31: .init(name: "examples", value: [value])
        }
    }
}
