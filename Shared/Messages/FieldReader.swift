public import Domain

/// Why an entry is no message this build knows.
///
/// Waiting will not change that.
public enum DecodingFailure: Error, Equatable, Sendable, CustomStringConvertible {
    /// A required field is not there.
    case missing(field: String)
    /// A field's text does not denote what the schema says.
    case invalid(field: String, text: String)
    /// No message has this `type`.
    case unknownType(String)
    /// The entry is not a flat list of names and values.
    case malformed

    /// What is wrong, for the dead-letter stream.
    public var description: String {
        switch self {
        case .missing(let field): "field \(field) is missing"
        case .invalid(let field, let text): "field \(field) cannot be '\(text.prefix(64))'"
        case .unknownType(let type): "no message has the type '\(type.prefix(64))'"
        case .malformed: "the entry is not a list of names and values"
        }
    }
}

/// Reads the fields of one entry by name; unknown fields are passed over.
public struct FieldReader {
    private let strings: [String]
    /// Where the last field was found: writers keep the schema's order, so the next one follows it.
    private var position = 0

    /// Over name, value, name, value.
    public init(_ strings: [String]) throws(DecodingFailure) {
        guard strings.count.isMultiple(of: 2), !strings.isEmpty else { throw .malformed }
        self.strings = strings
    }

    /// The text of a field; nil where it is absent.
    public mutating func find(_ name: String) -> String? {
        var index = position
        repeat {
            if strings[index] == name {
                position = (index + 2) % strings.count
                return strings[index + 1]
            }
            index = (index + 2) % strings.count
        } while index != position
        return nil
    }
    /// The text of a field.
    public mutating func text(_ name: String) throws(DecodingFailure) -> String {
        guard let text = find(name) else { throw .missing(field: name) }
        return text
    }
    /// A fixed-point number.
    public mutating func decimal<Value: FixedPoint>(
        _ name: String, as type: Value.Type = Value.self
    ) throws(DecodingFailure) -> Value {
        let text = try text(name)
        guard let value = Value(text) else { throw .invalid(field: name, text: text) }
        return value
    }
    /// A 64-bit integer.
    public mutating func integer(_ name: String) throws(DecodingFailure) -> Int64 {
        let text = try text(name)
        guard let value = Int64(text) else { throw .invalid(field: name, text: text) }
        return value
    }
    /// A 64-bit integer; nil where the field is absent.
    public mutating func optionalInteger(_ name: String) throws(DecodingFailure) -> Int64? {
        guard let text = find(name) else { return nil }
        guard let value = Int64(text) else { throw .invalid(field: name, text: text) }
        return value
    }
    /// Milliseconds since the epoch, of the years 1 to 9999: adding an interval to anything larger could overflow.
    public mutating func timestamp(_ name: String) throws(DecodingFailure) -> Timestamp {
        let text = try text(name)
        guard let value = Int64(text), (-62_135_596_800_000...253_402_300_799_999).contains(value) else {
            throw .invalid(field: name, text: text)
        }
        return Timestamp(milliseconds: value)
    }
    /// `true` or `false`.
    public mutating func boolean(_ name: String) throws(DecodingFailure) -> Bool {
        let text = try text(name)
        guard let value = Bool(text) else { throw .invalid(field: name, text: text) }
        return value
    }
    /// `venue:symbol`.
    public mutating func instrument(_ name: String) throws(DecodingFailure) -> InstrumentID {
        let text = try text(name)
        guard let value = InstrumentID(text) else { throw .invalid(field: name, text: text) }
        return value
    }
    /// An enumeration's word.
    public mutating func word<Value: RawRepresentable<String>>(
        _ name: String, as type: Value.Type = Value.self
    ) throws(DecodingFailure) -> Value {
        let text = try text(name)
        guard let value = Value(rawValue: text) else { throw .invalid(field: name, text: text) }
        return value
    }
    /// Words joined by commas.
    public mutating func words(_ name: String) throws(DecodingFailure) -> [String] {
        try text(name).split(separator: ",").map(String.init)
    }
    /// The members of a group, without the prefix, in the order they stand in the entry.
    public func group(_ prefix: String) -> [(name: String, value: String)] {
        stride(from: 0, to: strings.count, by: 2).compactMap { index in
            // By bytes: a combining mark after the prefix would make one character with its last letter.
            guard strings[index].utf8.starts(with: prefix.utf8) else { return nil }
            let name = strings[index].utf8.dropFirst(prefix.utf8.count)
            return (String(decoding: name, as: UTF8.self), strings[index + 1])
        }
    }
}
