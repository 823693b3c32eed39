public import Domain

/// The fields an alert is written as, in every message that carries one.
private enum AlertFields {
    static let schema = [
        FieldSchema("source", .text, "Who says it: the caller's key or hook, and its own name."),
        FieldSchema(
            "interval", .word(Interval.allCases.map(\.rawValue)), "Interval of the bars it is about."),
        FieldSchema(
            "direction", .word(Direction.allCases.map(\.rawValue)),
            "What it expects; flat takes back what its source said before."),
        FieldSchema("strength", .decimal, "How sure it is, 0 to 1; 0 exactly when flat."),
        FieldSchema(
            "sequence", .integer, "The source's count of its alerts about this instrument and interval.",
            isOptional: true),
        FieldSchema(
            "timeToLive", .integer, "Milliseconds it may be acted on; absent for its own bar alone.",
            isOptional: true),
        FieldSchema("sentAt", .timestamp, "When it was said, by the source's clock.", isOptional: true),
        FieldSchema("receivedAt", .timestamp, "When it came in, by the gateway's clock."),
        FieldSchema("note", .text, "What the source wants a reader to know; may be empty."),
    ]

    /// Bytes of a note: it is kept in every snapshot until its bar closes.
    static let longestNote = 1024

    static func write(_ alert: Alert, to writer: inout FieldWriter) {
        writer.write("source", alert.source)
        writer.write("interval", alert.interval)
        writer.write("direction", alert.direction)
        writer.write("strength", alert.strength)
        writer.write("sequence", alert.sequence)
        writer.write("timeToLive", alert.timeToLive)
        if let sentAt = alert.sentAt { writer.write("sentAt", sentAt) }
        writer.write("receivedAt", alert.receivedAt)
        writer.write("note", alert.note)
    }

    static func read(_ id: String, from reader: inout FieldReader) throws(DecodingFailure) -> Alert {
        let instrument = try reader.instrument("key")
        let source = try reader.text("source")
        // It stands in lists joined by commas, and in ids.
        guard (1...128).contains(source.utf8.count),
            source.utf8.allSatisfy({ (33...126).contains($0) && $0 != UInt8(ascii: ",") })
        else { throw .invalid(field: "source", text: source) }
        let interval: Interval = try reader.word("interval")
        let direction: Direction = try reader.word("direction")
        let strength: Rate = try reader.decimal("strength")
        guard strength >= .zero, strength <= Rate(whole: 1), (direction == .flat) == (strength == .zero)
        else { throw .invalid(field: "strength", text: strength.description) }
        let sequence = try reader.optionalInteger("sequence")
        // The next number must be a number too.
        if let sequence, !(0..<Int64.max).contains(sequence) {
            throw .invalid(field: "sequence", text: String(sequence))
        }
        let timeToLive = try reader.optionalInteger("timeToLive")
        if let timeToLive, !(1...Alert.longestTimeToLive).contains(timeToLive) {
            throw .invalid(field: "timeToLive", text: String(timeToLive))
        }
        let sentAt = reader.find("sentAt") == nil ? nil : try reader.timestamp("sentAt")
        let receivedAt = try reader.timestamp("receivedAt")
        let note = try reader.text("note")
        guard note.utf8.count <= longestNote else { throw .invalid(field: "note", text: note) }
        return Alert(
            id: id, source: source, instrument: instrument, interval: interval, direction: direction,
            strength: strength, sequence: sequence, timeToLive: timeToLive, sentAt: sentAt,
            receivedAt: receivedAt, note: note)
    }
}

/// Somebody outside has an opinion.
public struct AlertReceived: MessageBody {
    /// What readers in other languages must know of it.
    public static let schema = MessageSchema(
        type: "alert.received", streams: [.alerts],
        summary: "Somebody outside the suite has an opinion about an instrument.",
        fields: AlertFields.schema + [
            FieldSchema(
                "openedAt", .timestamp,
                "In a replay: start of the bar it was heard on. Absent from a running suite, where the router decides.",
                isOptional: true)
        ])
    /// The opinion.
    public let alert: Alert
    /// The bar it was heard on the first time; nil for an alert that is new.
    public let openedAt: Timestamp?

    /// Tells of an opinion.
    public init(_ alert: Alert, openedAt: Timestamp? = nil) {
        self.alert = alert
        self.openedAt = openedAt
    }

    /// The alert's own.
    public var id: String { alert.id }
    /// The entry's `key`; nil for what concerns a whole shard.
    public var instrument: InstrumentID? { alert.instrument }
    /// When it was said.
    public var occurredAt: Timestamp { alert.saidAt }

    /// Writes the payload's fields in the schema's order.
    public func write(to writer: inout FieldWriter) {
        AlertFields.write(alert, to: &writer)
        if let openedAt { writer.write("openedAt", openedAt) }
    }

    /// Reads the payload's fields.
    public init(from reader: inout FieldReader) throws(DecodingFailure) {
        let id = try reader.text("id")
        alert = try AlertFields.read(id, from: &reader)
        openedAt = reader.find("openedAt") == nil ? nil : try reader.timestamp("openedAt")
    }
}

/// An alert's bar has closed, and this became of the alert.
public struct AlertPlaced: MessageBody {
    /// What readers in other languages must know of it.
    public static let schema = MessageSchema(
        type: "alert.placed", streams: [.receipts],
        summary: "The bar on which an outside signal was heard has closed, and this became of the signal.",
        fields: [FieldSchema("alertID", .text, "The alert.")] + AlertFields.schema + [
            FieldSchema("openedAt", .timestamp, "Start of the bar that was open when it came in."),
            FieldSchema(
                "disposition", .word(Alert.Disposition.allCases.map(\.rawValue)),
                "applied: its source's opinion; superseded: a later one took its place; expired: it had lived its time."
            ),
        ])
    /// The alert in its place.
    public let placement: AlertPlacement

    /// Tells what became of an alert.
    public init(_ placement: AlertPlacement) { self.placement = placement }

    /// Derived from the cause, the same on every redelivery.
    public var id: String { "placed/\(placement.alert.id)" }
    /// The entry's `key`; nil for what concerns a whole shard.
    public var instrument: InstrumentID? { placement.alert.instrument }
    /// The close of the bar.
    public var occurredAt: Timestamp { placement.openedAt + placement.alert.interval }

    /// Writes the payload's fields in the schema's order.
    public func write(to writer: inout FieldWriter) {
        writer.write("alertID", placement.alert.id)
        AlertFields.write(placement.alert, to: &writer)
        writer.write("openedAt", placement.openedAt)
        writer.write("disposition", placement.disposition)
    }

    /// Reads the payload's fields.
    public init(from reader: inout FieldReader) throws(DecodingFailure) {
        let id = try reader.text("alertID")
        placement = AlertPlacement(
            try AlertFields.read(id, from: &reader), openedAt: try reader.timestamp("openedAt"),
            disposition: try reader.word("disposition"))
    }
}

/// Alerts of a source are missing.
public struct AlertsMissed: MessageBody {
    /// What readers in other languages must know of it.
    public static let schema = MessageSchema(
        type: "alerts.missed", streams: [.receipts],
        summary: "Numbers that a source of outside signals passed over have not come within the window.",
        fields: [
            FieldSchema("source", .text, "Whose numbers."),
            FieldSchema("interval", .word(Interval.allCases.map(\.rawValue)), "On which bars."),
            FieldSchema("first", .integer, "The first missing number."),
            FieldSchema("last", .integer, "The last missing number."),
            FieldSchema("openedAt", .timestamp, "Start of the bar with the alert that came after them."),
        ])
    /// What is missing.
    public let hole: AlertHole

    /// Tells of missing alerts.
    public init(_ hole: AlertHole) { self.hole = hole }

    /// Derived from the cause, the same on every redelivery.
    public var id: String {
        "missed/\(hole.instrument)/\(hole.interval.rawValue)/\(hole.source)/\(hole.first)-\(hole.last)/\(hole.openedAt)"
    }
    /// The entry's `key`; nil for what concerns a whole shard.
    public var instrument: InstrumentID? { hole.instrument }
    /// The close of the bar with the alert that came after them.
    public var occurredAt: Timestamp { hole.openedAt + hole.interval }

    /// Writes the payload's fields in the schema's order.
    public func write(to writer: inout FieldWriter) {
        writer.write("source", hole.source)
        writer.write("interval", hole.interval)
        writer.write("first", hole.first)
        writer.write("last", hole.last)
        writer.write("openedAt", hole.openedAt)
    }

    /// Reads the payload's fields.
    public init(from reader: inout FieldReader) throws(DecodingFailure) {
        hole = AlertHole(
            source: try reader.text("source"), instrument: try reader.instrument("key"),
            interval: try reader.word("interval"), first: try reader.integer("first"),
            last: try reader.integer("last"), openedAt: try reader.timestamp("openedAt"))
    }
}
