/// Everything a reader in another language must know of one message; the source of AsyncAPI and JSON Schema.
public struct MessageSchema: Sendable, Equatable {
    /// The value of the entry's `type` field: `bar.closed`.
    public let type: String
    /// Grows when a field is added.
    ///
    /// Readers accept older versions and unknown fields.
    public let version: Int
    /// The streams it travels on.
    public let streams: [StreamKind]
    /// What the message says, in one sentence.
    public let summary: String
    /// The payload's fields, in the order they are written.
    public let fields: [FieldSchema]

    /// The schema of one message.
    public init(
        type: String, version: Int = 1, streams: [StreamKind], summary: String, fields: [FieldSchema]
    ) {
        self.type = type
        self.version = version
        self.streams = streams
        self.summary = summary
        self.fields = fields
    }
}

/// One field of a message.
public struct FieldSchema: Sendable, Equatable {
    /// What the text of a field denotes.
    public enum Kind: Sendable, Equatable {
        /// Decimal text, `-?digits[.digits]`.
        case decimal
        /// A 64-bit integer.
        case integer
        /// Milliseconds since the Unix epoch, UTC.
        case timestamp
        /// `true` or `false`.
        case boolean
        /// Any text.
        case text
        /// `venue:symbol`.
        case instrument
        /// One of the listed words.
        case word([String])
        /// Words joined by commas; may be empty.
        case words
        /// JSON text.
        case json
        /// Any number of fields whose names start with this field's name; the text says what each holds.
        case group(String)
    }
    /// The field's name in the entry; for a group, the prefix of the names.
    public let name: String
    /// What its text denotes.
    public let kind: Kind
    /// Whether it may be absent.
    public let isOptional: Bool
    /// Meaning and unit.
    public let summary: String

    /// A field that is always there.
    public init(_ name: String, _ kind: Kind, _ summary: String, isOptional: Bool = false) {
        self.name = name
        self.kind = kind
        self.isOptional = isOptional
        self.summary = summary
    }
}
