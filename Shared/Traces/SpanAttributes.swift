/// What a step was about: names, and a text or a number each, in the order they were given.
public struct SpanAttributes: Sendable, Equatable, ExpressibleByDictionaryLiteral {
    /// One value.
    public enum Value: Sendable, Equatable, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
        case text(String)
        case integer(Int)

        /// A text.
        public init(stringLiteral value: String) { self = .text(value) }
        /// A whole number.
        public init(integerLiteral value: Int) { self = .integer(value) }
    }

    /// All of them.
    public private(set) var items: [(name: String, value: Value)] = []

    /// Attributes in the order written.
    public init(dictionaryLiteral elements: (String, Value)...) {
        items = elements.map { (name: $0.0, value: $0.1) }
    }

    /// Adds a text; one that is nil is left out.
    public mutating func add(_ name: String, _ text: String?) {
        if let text { items.append((name, .text(text))) }
    }

    /// Adds a number.
    public mutating func add(_ name: String, _ number: Int) { items.append((name, .integer(number))) }

    /// Adds all of others.
    public mutating func add(_ others: SpanAttributes) { items += others.items }

    /// The first value of that name.
    public subscript(_ name: String) -> Value? { items.first { $0.name == name }?.value }

    /// Compares names, values and their order.
    public static func == (left: Self, right: Self) -> Bool {
        left.items.count == right.items.count && zip(left.items, right.items).allSatisfy { $0 == $1 }
    }
}
