import FoundationEssentials

/// JSON as any parser sees it, to hold the documents' own writer to.
indirect enum ParsedJSON: Decodable, Equatable {
    case null, boolean(Bool), number(Double), text(String), array([ParsedJSON]), object([String: ParsedJSON])

    init(_ text: String) throws { self = try JSONDecoder().decode(ParsedJSON.self, from: Data(text.utf8)) }

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .boolean(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else if let value = try? container.decode(String.self) {
            self = .text(value)
        } else if let value = try? container.decode([ParsedJSON].self) {
            self = .array(value)
        } else {
            self = .object(try container.decode([String: ParsedJSON].self))
        }
    }

    subscript(path: String...) -> ParsedJSON? {
        path.reduce(Optional(self)) { value, name in
            switch value {
            case .object(let members): members[name]
            case .array(let items): Int(name).flatMap { items.indices.contains($0) ? items[$0] : nil }
            default: nil
            }
        }
    }

    /// The names of an object; empty for anything else.
    var names: Set<String> {
        guard case .object(let members) = self else { return [] }
        return Set(members.keys)
    }
}
