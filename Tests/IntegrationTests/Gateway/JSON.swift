import Foundation

/// An answer's JSON, as any client's parser sees it.
indirect enum JSON: Equatable {
    case null, boolean(Bool), number(Double), text(String), array([JSON]), object([String: JSON])

    init(_ text: String) throws {
        self.init(try JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed))
    }

    private init(_ value: Any) {
        switch value {
        case let members as [String: Any]: self = .object(members.mapValues(JSON.init))
        case let items as [Any]: self = .array(items.map(JSON.init))
        case let text as String: self = .text(text)
        // Foundation's numbers know what they were made from: a letter for each of C's types.
        case let number as NSNumber where String(cString: number.objCType) == "c":
            self = .boolean(number.boolValue)
        case let number as NSNumber: self = .number(number.doubleValue)
        default: self = .null
        }
    }

    /// A member of an object; null where there is none.
    subscript(name: String) -> JSON { members[name] ?? .null }

    var members: [String: JSON] {
        if case .object(let members) = self { members } else { [:] }
    }
    var items: [JSON] {
        if case .array(let items) = self { items } else { [] }
    }
    var text: String? {
        if case .text(let text) = self { text } else { nil }
    }
    var number: Double? {
        if case .number(let number) = self { number } else { nil }
    }
    /// An amount, exact.
    var decimal: Decimal? { text.flatMap { Decimal(string: $0) } }
}

/// Holds values to the schemas of an OpenAPI document, as far as ours use them, and to nothing beside them.
struct DocumentedForms {
    let document: JSON

    /// What is wrong with the answer of an operation, each with its place; empty for one that is as documented.
    func faults(in answer: JSON, of path: String) -> [String] {
        let content = document["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]
        return faults(answer, content["schema"], path)
    }

    private func faults(_ value: JSON, _ schema: JSON, _ place: String) -> [String] {
        if let reference = schema["$ref"].text {
            let name = reference.replacingOccurrences(of: "#/components/schemas/", with: "")
            return faults(value, document["components"]["schemas"][name], place)
        }
        if case .array(let forms) = schema["anyOf"] {
            let found = forms.map { faults(value, $0, place) }
            return found.contains([]) ? [] : found.first ?? []
        }
        let type = schema["type"].text ?? ""
        guard isOf(value, type) else { return ["\(place) is no \(type): \(value)"] }
        switch value {
        case .object(let members):
            let known = schema["properties"].members
            let isOpen = schema["additionalProperties"] == .boolean(true)
            let missing = schema["required"].items.compactMap(\.text).filter { members[$0] == nil }
            return missing.map { "\(place).\($0) is missing" }
                + members.sorted { $0.key < $1.key }.flatMap { name, member in
                    known[name].map { faults(member, $0, "\(place).\(name)") }
                        ?? (isOpen ? [] : ["\(place).\(name) is not documented"])
                }
        case .array(let items):
            return items.enumerated().flatMap { faults($1, schema["items"], "\(place)[\($0)]") }
        case .text(let text):
            let words = schema["enum"].items.compactMap(\.text)
            if !words.isEmpty, !words.contains(text) { return ["\(place) is none of \(words): \(text)"] }
            let pattern = schema["pattern"].text
            let fits = pattern.map { text.range(of: $0, options: .regularExpression) != nil } ?? true
            return fits ? [] : ["\(place) does not fit \(pattern ?? ""): \(text)"]
        case .null, .boolean, .number: return []
        }
    }

    private func isOf(_ value: JSON, _ type: String) -> Bool {
        switch (value, type) {
        case (.null, "null"), (.boolean, "boolean"), (.number, "number"), (.text, "string"),
            (.array, "array"),
            (.object, "object"):
            true
        case (.number(let number), "integer"): number.rounded() == number
        default: false
        }
    }
}
