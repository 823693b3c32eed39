/// A JSON key that is not known at compile time.
struct TextKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(_ text: String) { stringValue = text }
    init?(stringValue: String) { self.init(stringValue) }
    init?(intValue: Int) { nil }
}

/// A JSON object whose keys are all known: what it does not expect is refused, with its place and a remedy.
///
/// A mistyped key that is passed over would leave a strategy that does something else than its author meant.
struct ClosedObject {
    private let container: KeyedDecodingContainer<TextKey>

    init(_ decoder: any Decoder) throws {
        do {
            container = try decoder.container(keyedBy: TextKey.self)
        } catch is DecodingError {
            throw StrategyError(decoder.codingPath, "is no object", remedy: "write {…} here")
        }
    }

    private init(_ container: KeyedDecodingContainer<TextKey>) { self.container = container }

    func has(_ key: String) -> Bool { container.contains(TextKey(key)) }

    func refuseUnknownKeys(_ known: [String]) throws {
        for key in container.allKeys.map(\.stringValue).sorted() where !known.contains(key) {
            throw StrategyError(
                container.codingPath, "has an unknown key \(quoted(key))",
                remedy: "the keys are \(known.joined(separator: ", "))")
        }
    }

    /// The one key of an object that says what it is by its key.
    func onlyKey<Name: RawRepresentable<String> & CaseIterable>(of type: Name.Type, what: String) throws
        -> Name
    {
        let known = Name.allCases.map(\.rawValue).joined(separator: ", ")
        let keys = container.allKeys.map(\.stringValue).sorted()
        guard keys.count == 1, let key = keys.first else {
            throw StrategyError(
                container.codingPath, "has \(keys.count) keys where \(what) has one",
                remedy: "write one of \(known)")
        }
        guard let name = Name(rawValue: key) else {
            throw StrategyError(
                container.codingPath, "no \(what) is called \(quoted(key))", remedy: "write one of \(known)")
        }
        return name
    }

    func object(_ key: String) throws -> ClosedObject {
        guard let nested = try? container.nestedContainer(keyedBy: TextKey.self, forKey: TextKey(key)) else {
            throw missing(key, "an object")
        }
        return ClosedObject(nested)
    }

    func text(_ key: String) throws -> String { try scalar(key, "text") }

    func integer(_ key: String) throws -> Int { try scalar(key, "a whole number") }

    func texts(_ key: String) throws -> [String] { try scalar(key, "a list of texts") }

    func word<Word: RawRepresentable<String> & CaseIterable>(
        _ key: String, among words: [Word] = Array(Word.allCases)
    ) throws -> Word {
        let text = try text(key)
        guard let word = words.first(where: { $0.rawValue == text }) else {
            throw StrategyError(
                path(key), "cannot be \(quoted(text))",
                remedy: "write one of \(words.map(\.rawValue).joined(separator: ", "))")
        }
        return word
    }

    /// A value that reports its own faults.
    func value<Value: Decodable>(_ key: String) throws -> Value {
        guard has(key) else { throw missing(key, "it") }
        return try container.decode(Value.self, forKey: TextKey(key))
    }

    /// A list of values that report their own faults.
    func list<Element: Decodable>(_ key: String, of what: String) throws -> [Element] {
        guard var list = try? container.nestedUnkeyedContainer(forKey: TextKey(key)) else {
            throw missing(key, "a list of \(what)")
        }
        var elements: [Element] = []
        while !list.isAtEnd { elements.append(try list.decode(Element.self)) }
        return elements
    }

    private func scalar<Value: Decodable>(_ key: String, _ what: String) throws -> Value {
        guard has(key), let value = try? container.decode(Value.self, forKey: TextKey(key)) else {
            throw missing(key, what)
        }
        return value
    }

    private func missing(_ key: String, _ what: String) -> StrategyError {
        has(key)
            ? StrategyError(path(key), "is not \(what)", remedy: "write \(what) here")
            : StrategyError(container.codingPath, "has no \(key)", remedy: "add \(quoted(key)), \(what)")
    }

    private func path(_ key: String) -> String { StrategyError.path(container.codingPath + [TextKey(key)]) }

    /// Cut short: the text comes from outside.
    private func quoted(_ text: String) -> String { "\"\(text.prefix(40))\"" }
}
