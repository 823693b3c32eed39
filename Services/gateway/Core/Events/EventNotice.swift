public import Domain
import Messages

/// What a client is told beside events: a gap, a snapshot, and how far the stream is when nothing happens.
public enum EventNotice {
    /// Why events are missing.
    public enum Reason: String, Sendable, CaseIterable {
        /// The client was away for longer than events are kept.
        case expired
        /// The client reads more slowly than events come, and has fallen too far behind.
        case slowConsumer = "slow-consumer"
    }

    /// The name of a gap's event.
    public static let gap = "gap"
    /// The name of a snapshot's event.
    public static let snapshot = "snapshot"
    /// The name of the last event of a connection whose right has ended; it tells the problem that a new one would meet.
    public static let closed = "closed"
    /// The name of what tells a cursor and nothing else.
    public static let place = "cursor"

    /// Tells that events are missing.
    ///
    /// - Parameters:
    ///   - reason: Why.
    ///   - cursor: Where the stream goes on after the gap.
    ///   - before: The last place before the gap; resuming there brings what is still kept of it.
    ///   - places: Streams of which events may be missing.
    /// - Returns: The notice's document.
    public static func gap(
        _ reason: Reason, cursor: EventCursor, before: EventCursor, places: [EventCursor.Place]
    ) -> String {
        let document: JSONValue = [
            "cursor": .text(cursor.text), "reason": .text(reason.rawValue), "resume": .text(before.text),
            "missing": .array(
                places.map { ["stream": .text($0.stream.rawValue), "shard": .integer(Int64($0.shard))] }),
        ]
        return document.encoded
    }

    /// Tells how far the services are: a state, made by the gateway and by no stream.
    public static func status(_ data: JSONValue, cursor: String, at milliseconds: UInt64) -> String {
        let document: JSONValue = [
            "cursor": .text(cursor), "topic": .text(EventTopic.system.rawValue), "type": "services.status",
            "id": .text("status/\(milliseconds)"), "instrument": .null, "interval": .null,
            "occurredAt": .integer(Int64(clamping: milliseconds)), "stream": .null, "shard": .null,
            "entryID": .null, "trace": .null, "data": data,
        ]
        return document.encoded
    }

    /// The state of one topic, and the cursor after which its events follow.
    public static func snapshot(
        _ topic: EventTopic, instrument: InstrumentID?, interval: Interval?, items: JSONValue, cursor: String
    ) -> JSONValue {
        [
            "topic": .text(topic.rawValue), "instrument": .text(instrument?.description),
            "interval": .text(interval?.rawValue), "items": items, "cursor": .text(cursor),
        ]
    }
}

/// Events in the form browsers read.
public enum ServerSentEvent {
    /// One event; its id is the cursor, by which a client resumes after it.
    public static func text(_ name: String, id: String, data: String) -> String {
        "id: \(id)\nevent: \(name)\ndata: \(data)\n\n"
    }

    /// A notice that is no place to resume from.
    public static func notice(_ name: String, _ document: JSONValue) -> String {
        "event: \(name)\ndata: \(document.encoded)\n\n"
    }

    /// Keeps proxies from closing a silent connection, and a silent client's cursor from growing old: an event without
    /// data changes a browser's last id and nothing else.
    public static func heartbeat(id: String) -> String { ": heartbeat\nid: \(id)\n\n" }

    /// What a stream starts with: how long a browser waits before it reconnects.
    public static let opening = "retry: 1000\n: open\n\n"
}
