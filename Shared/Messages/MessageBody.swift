public import Domain

/// The content of one kind of message.
public protocol MessageBody: Sendable, Equatable {
    /// What readers must know of it.
    static var schema: MessageSchema { get }
    /// Derived from the cause and the same on every redelivery; readers drop repeats by it.
    var id: String { get }
    /// The instrument it is about; nil for what concerns a whole shard. The entry's `key`, by which order is kept.
    var instrument: InstrumentID? { get }
    /// Event time of what it tells. The entry's `ts`.
    var occurredAt: Timestamp { get }
    /// Writes the payload's fields in the schema's order.
    func write(to writer: inout FieldWriter)
    /// Reads the payload's fields.
    init(from reader: inout FieldReader) throws(DecodingFailure)
}
