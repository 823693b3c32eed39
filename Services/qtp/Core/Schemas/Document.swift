/// A tree that is written as JSON or as YAML, its keys in the order they were given.
indirect enum Document: Equatable {
    case string(String)
    case integer(Int)
    case boolean(Bool)
    case list([Document])
    case map([(key: String, value: Document)])

    static func == (left: Self, right: Self) -> Bool { left.json == right.json }

    /// Indented JSON.
    var json: String { json(indent: "") }

    private func json(indent: String) -> String {
        let inner = indent + "  "
        switch self {
        case .string(let text): return Self.quoted(text)
        case .integer(let value): return String(value)
        case .boolean(let value): return value ? "true" : "false"
        case .list(let items):
            guard !items.isEmpty else { return "[]" }
            return "[\n" + items.map { inner + $0.json(indent: inner) }.joined(separator: ",\n")
                + "\n\(indent)]"
        case .map(let members):
            guard !members.isEmpty else { return "{}" }
            let lines = members.map { "\(inner)\(Self.quoted($0.key)): \($0.value.json(indent: inner))" }
            return "{\n" + lines.joined(separator: ",\n") + "\n\(indent)}"
        }
    }

    /// Block-style YAML.
    ///
    /// Every text is quoted as in JSON, which YAML reads the same, so that none turns into a number.
    var yaml: String { yamlLines.joined(separator: "\n") + "\n" }

    private var yamlLines: [String] {
        switch self {
        case .string, .integer, .boolean: [json]
        case .list(let items):
            items.isEmpty
                ? ["[]"]
                : items.flatMap { item in
                    item.yamlLines.enumerated().map { ($0.offset == 0 ? "- " : "  ") + $0.element }
                }
        case .map(let members):
            members.isEmpty
                ? ["{}"]
                : members.flatMap { key, value -> [String] in
                    guard value.isBlock else { return ["\(Self.plain(key)): \(value.json)"] }
                    return ["\(Self.plain(key)):"] + value.yamlLines.map { "  " + $0 }
                }
        }
    }

    private var isBlock: Bool {
        switch self {
        case .string, .integer, .boolean: false
        case .list(let items): !items.isEmpty
        case .map(let members): !members.isEmpty
        }
    }

    private static func plain(_ key: String) -> String {
        let isSafe = key.utf8.allSatisfy {
            (97...122).contains($0) || (65...90).contains($0) || $0 == UInt8(ascii: "_")
        }
        return isSafe && key != "true" && key != "false" && key != "null" ? key : quoted(key)
    }

    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": quoted += "\\\(scalar)"
            case "\n": quoted += "\\n"
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
