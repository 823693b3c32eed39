/// One place in a stream, Redis' `milliseconds-sequence`.
public struct EntryID: Sendable, Hashable, Comparable, Codable, CustomStringConvertible {
    /// Milliseconds of the server's clock.
    public let milliseconds: UInt64
    /// Number among the entries of that millisecond.
    public let sequence: UInt64
    /// The place of that millisecond and number.
    public init(milliseconds: UInt64, sequence: UInt64) {
        self.milliseconds = milliseconds
        self.sequence = sequence
    }
    /// Parses `milliseconds-sequence`.
    public init?(_ text: String) {
        guard let dash = text.firstIndex(of: "-"), let milliseconds = UInt64(text[..<dash]),
            let sequence = UInt64(text[text.index(after: dash)...])
        else { return nil }
        self.init(milliseconds: milliseconds, sequence: sequence)
    }
    /// Before every entry.
    public static let zero = Self(milliseconds: 0, sequence: 0)
    /// The last place before this one; there is none before ``zero``.
    public var predecessor: EntryID {
        if sequence > 0 { return EntryID(milliseconds: milliseconds, sequence: sequence - 1) }
        return milliseconds > 0 ? EntryID(milliseconds: milliseconds - 1, sequence: .max) : .zero
    }
    /// `milliseconds-sequence`.
    public var description: String { "\(milliseconds)-\(sequence)" }
    /// Reads `milliseconds-sequence`.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let value = Self(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "\(text) is no entry id")
        }
        self = value
    }
    /// Writes `milliseconds-sequence`.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
    /// Orders by place.
    public static func < (left: Self, right: Self) -> Bool {
        (left.milliseconds, left.sequence) < (right.milliseconds, right.sequence)
    }
}
