public import Domain

/// A service could not take an entry, and went on without it.
public struct EntryRejected: MessageBody {
    /// What readers in other languages must know of it.
    public static let schema = MessageSchema(
        type: "entry.rejected", streams: [.dead],
        summary: "A service could not take an entry, and went on without it.",
        fields: [
            FieldSchema("service", .word(ServiceName.allCases.map(\.rawValue)), "Who rejected it."),
            FieldSchema("stream", .word(StreamKind.allCases.map(\.rawValue)), "Where the entry stood."),
            FieldSchema("entryID", .text, "Its Redis id there."),
            FieldSchema("reason", .text, "What is wrong with it."),
            FieldSchema("o.", .group("the field's text"), "The original entry's fields."),
        ])
    /// Who rejected it.
    public let service: ServiceName
    /// Where the entry stood.
    public let stream: StreamKind
    /// On which shard.
    public let shard: Shard
    /// Its Redis id there.
    public let entryID: String
    /// What is wrong with it.
    public let reason: String
    /// The original's name, value, name, value.
    public let original: [String]
    /// Event time of the original; the Redis id's time where it has none.
    public let occurredAt: Timestamp

    /// Tells of a rejected entry.
    public init(
        service: ServiceName, stream: StreamKind, shard: Shard, entryID: String, reason: String,
        original: [String],
        occurredAt: Timestamp
    ) {
        self.service = service
        self.stream = stream
        self.shard = shard
        self.entryID = entryID
        self.reason = reason
        self.original = original
        self.occurredAt = occurredAt
    }

    /// Derived from the cause, the same on every redelivery.
    public var id: String { "dead/\(service.rawValue)/\(shard.name)/\(stream.rawValue)/\(entryID)" }
    /// The entry's `key`; nil for what concerns a whole shard.
    public var instrument: InstrumentID? { nil }

    /// Writes the payload's fields in the schema's order.
    public func write(to writer: inout FieldWriter) {
        writer.write("service", service)
        writer.write("stream", stream)
        writer.write("entryID", entryID)
        writer.write("reason", reason)
        for index in stride(from: 0, to: original.count - 1, by: 2) {
            writer.write(group: "o." + original[index], original[index + 1])
        }
    }

    /// Reads the payload's fields.
    public init(from reader: inout FieldReader) throws(DecodingFailure) {
        occurredAt = try reader.timestamp("ts")
        let parts = try reader.text("id").split(separator: "/")
        guard parts.count == 5, let index = Int(parts[2].dropFirst()) else {
            throw .invalid(field: "id", text: try reader.text("id"))
        }
        shard = Shard(index)
        service = try reader.word("service")
        stream = try reader.word("stream")
        entryID = try reader.text("entryID")
        reason = try reader.text("reason")
        original = reader.group("o.").flatMap { [$0.name, $0.value] }
    }
}
