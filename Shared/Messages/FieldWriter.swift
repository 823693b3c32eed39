public import Domain

/// The fields of one entry, name and value in turn, each already in the wire form of a Redis bulk string.
///
/// Building a command from it copies bytes and nothing else.
public struct WireFields: Sendable, Equatable {
    /// `$length\r\nbytes\r\n` for every name and value.
    public internal(set) var bytes: [UInt8] = []
    /// How many bulk strings ``bytes`` holds, twice the number of fields.
    public internal(set) var count = 0

    /// No fields.
    public init() { bytes.reserveCapacity(640) }

    /// The strings again: name, value, name, value.
    public var strings: [String] {
        var strings: [String] = []
        strings.reserveCapacity(count)
        var index = 0
        while index < bytes.count {
            index += 1
            var length = 0
            while bytes[index] != 13 {
                length = length * 10 + Int(bytes[index] - 48)
                index += 1
            }
            index += 2
            strings.append(String(decoding: bytes[index..<index + length], as: UTF8.self))
            index += length + 2
        }
        return strings
    }

    mutating func append(_ text: String) {
        var text = text
        text.withUTF8 { append($0) }
    }

    mutating func append(_ text: StaticString) {
        append(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    private mutating func append(_ text: UnsafeBufferPointer<UInt8>) {
        bytes.append(UInt8(ascii: "$"))
        appendDigits(text.count)
        bytes.append(13)
        bytes.append(10)
        bytes.append(contentsOf: text)
        bytes.append(13)
        bytes.append(10)
        count += 1
    }

    private mutating func appendDigits(_ value: Int) {
        if value >= 10 { appendDigits(value / 10) }
        bytes.append(UInt8(48 + value % 10))
    }
}

/// Writes a message's fields in the order of its schema.
public struct FieldWriter {
    var fields = WireFields()

    /// Writes text.
    public mutating func write(_ name: StaticString, _ value: String) {
        fields.append(name)
        fields.append(value)
    }
    /// Writes a member of a group: the name is made at run time.
    public mutating func write(group name: String, _ value: String) {
        fields.append(name)
        fields.append(value)
    }
    /// Writes decimal text.
    public mutating func write(_ name: StaticString, _ value: some FixedPoint) {
        write(name, value.description)
    }
    /// Writes an integer.
    public mutating func write(_ name: StaticString, _ value: Int64) { write(name, String(value)) }
    /// Writes an integer, or nothing.
    public mutating func write(_ name: StaticString, _ value: Int64?) {
        if let value { write(name, String(value)) }
    }
    /// Writes milliseconds.
    public mutating func write(_ name: StaticString, _ value: Timestamp) { write(name, value.description) }
    /// Writes `venue:symbol`.
    public mutating func write(_ name: StaticString, _ value: InstrumentID) { write(name, value.description) }
    /// Writes `true` or `false`.
    public mutating func write(_ name: StaticString, _ value: Bool) { write(name, value ? "true" : "false") }
    /// Writes an enumeration's word.
    public mutating func write(_ name: StaticString, _ value: some RawRepresentable<String>) {
        write(name, value.rawValue)
    }
    /// Writes words joined by commas.
    public mutating func write(_ name: StaticString, _ value: [String]) {
        write(name, value.joined(separator: ","))
    }
}
