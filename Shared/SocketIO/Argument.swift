/// One argument of an event or an acknowledgement: JSON that may hold bytes anywhere.
///
/// Objects keep their order, and numbers are the text they came as: a price must not pass through a `Double`.
public indirect enum Argument: Sendable, Equatable, ExpressibleByStringLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByIntegerLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    case null
    case boolean(Bool)
    /// A JSON number as it is written.
    case number(String)
    case text(String)
    /// Bytes, which travel beside the JSON.
    case binary([UInt8])
    case array([Argument])
    case object([Member])
    /// JSON that is written already, such as an answer's body; nothing received is of this case.
    case raw(String)

    /// One name and its value.
    public struct Member: Sendable, Equatable {
        /// The name.
        public let name: String
        /// The value.
        public let value: Argument
        /// A named value.
        public init(_ name: String, _ value: Argument) {
            self.name = name
            self.value = value
        }
    }

    /// A string.
    public init(stringLiteral value: String) { self = .text(value) }
    /// True or false.
    public init(booleanLiteral value: Bool) { self = .boolean(value) }
    /// A whole number.
    public init(integerLiteral value: Int64) { self = .number(value.description) }
    /// An array.
    public init(arrayLiteral elements: Argument...) { self = .array(elements) }
    /// An object.
    public init(dictionaryLiteral elements: (String, Argument)...) {
        self = .object(elements.map { Member($0.0, $0.1) })
    }

    /// The string; nil if it is anything else.
    public var text: String? {
        if case .text(let text) = self { text } else { nil }
    }

    /// The first value of that name in an object; nil in anything else.
    public subscript(name: String) -> Argument? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }

    /// Compact JSON text, in which ``binary(_:)`` is the placeholder that the protocol has for it.
    public var json: String {
        var writer = ArgumentWriter()
        writer.write(self)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}
