extension JSONValue {
    /// A member's text; nil where there is none.
    public func text(_ name: String) -> String? {
        if case .text(let text) = self[name] { text } else { nil }
    }

    /// A member's whole number; nil where there is none.
    public func integer(_ name: String) -> Int64? { self[name].flatMap(\.exactInteger) }

    /// A member's truth; nil where there is none.
    public func boolean(_ name: String) -> Bool? {
        if case .boolean(let value) = self[name] { value } else { nil }
    }

    /// A member's items; empty where there are none.
    public func items(_ name: String) -> [JSONValue] {
        if case .array(let items) = self[name] { items } else { [] }
    }

    /// The same value with nothing in it that is text only, so that all of it can be asked for.
    public var parsed: JSONValue { (try? JSONParser.parse(encodedBytes)) ?? self }

    /// The same object with one more member in front; anything else as it is.
    public func adding(_ name: String, _ value: JSONValue) -> JSONValue {
        guard case .object(let members) = self else { return self }
        return .object([Member(name: name, value: value)] + members)
    }

    /// The whole number this is, also where it is written with zeros behind a point: JSON knows no difference.
    var exactInteger: Int64? {
        switch self {
        case .integer(let value): return value
        case .number(let text):
            let parts = text.split(separator: ".", omittingEmptySubsequences: false)
            guard parts.count == 2, parts[1].allSatisfy({ $0 == "0" }) else { return nil }
            return Int64(parts[0])
        case .null, .boolean, .text, .array, .object, .raw: return nil
        }
    }

    /// What a query would carry in its place.
    var plainText: String { if case .text(let text) = self { text } else { encoded } }
}
