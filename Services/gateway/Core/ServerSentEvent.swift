public import Messages

/// One event of the event stream, in the form browsers read.
public enum ServerSentEvent {
    /// A message.
    ///
    /// The data is an object of the message's fields, beside the place where it stood.
    ///
    /// Its id is the cursor, by which a client resumes after it.
    public static func text(
        of message: Message, at place: EventCursor.Place, entryID: String, cursor: EventCursor
    ) -> String {
        let strings = message.encoded().strings
        let fields = stride(from: 0, to: strings.count - 1, by: 2).map {
            (strings[$0], JSONValue.text(strings[$0 + 1]))
        }
        let data: JSONValue = [
            "stream": .text(place.stream.rawValue), "shard": .integer(Int64(place.shard)),
            "entryID": .text(entryID),
            "message": .object(fields),
        ]
        let type = fields.first { $0.0 == "type" }.flatMap { item -> String? in
            if case .text(let type) = item.1 { type } else { nil }
        }
        return "id: \(cursor.text)\nevent: \(type ?? "message")\ndata: \(data.encoded)\n\n"
    }

    /// Keeps proxies from closing a silent connection; clients ignore it.
    public static let heartbeat = ": heartbeat\n\n"
    /// What a stream starts with: how long a browser waits before it reconnects.
    public static let opening = "retry: 2000\n: open\n\n"
}
