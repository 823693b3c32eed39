public import Domain
public import Messages

/// One thing that happened, as a client is told it.
///
/// One message can make several: an engine's opinion is also what it measured. They are made of the message alone, so
/// that every gateway makes the same.
public struct StreamedEvent: Sendable, Equatable {
    /// What it belongs to.
    public let topic: EventTopic
    /// The message's type: `bar.closed`.
    public let type: String
    /// Derived from the cause, the same whoever tells it.
    public let id: String
    /// Which instrument; nil for what concerns none.
    public let instrument: InstrumentID?
    /// Which bars; nil where bars play no part.
    public let interval: Interval?
    /// Event time.
    public let occurredAt: Timestamp
    /// Where its message stands.
    public let place: EventCursor.Place
    /// After it.
    public let position: EventCursor.Position
    /// What it tells, in the form in which the API lists such records.
    public let data: JSONValue
    /// W3C traceparent of what caused it.
    public let trace: String?

    /// Names the state it is the newest of; nil for what stands for itself and must not be left out.
    public var stateKey: String? {
        let instrument = instrument?.description ?? ""
        switch topic {
        case .positions, .equity: return "\(topic.rawValue)/\(instrument)"
        case .features, .profiles: return "\(topic.rawValue)/\(instrument)/\(interval?.rawValue ?? "")"
        // A bar that is told again replaces itself and no other.
        case .candles: return "\(topic.rawValue)/\(id)"
        case .trades, .signals, .decisions, .orders, .fills, .system: return nil
        }
    }

    /// Everything but the cursor, which differs between clients that catch up: what follows it in ``text(cursor:body:)``.
    public var body: String {
        let document: JSONValue = [
            "topic": .text(topic.rawValue), "type": .text(type), "id": .text(id),
            "instrument": .text(instrument?.description), "interval": .text(interval?.rawValue),
            "occurredAt": .integer(occurredAt.milliseconds), "stream": .text(place.stream.rawValue),
            "shard": .integer(Int64(place.shard)),
            "entryID": .text("\(position.milliseconds)-\(position.sequence)"), "trace": .text(trace),
            "data": data,
        ]
        return String(document.encoded.dropFirst())
    }

    /// The whole document of an event.
    public static func text(cursor: String, body: String) -> String { "{\"cursor\":\"\(cursor)\",\(body)" }

    /// The events a message makes, in their order; but for those of ``EventTopic/equity``.
    public static func events(
        of message: Message, at place: EventCursor.Place, milliseconds: UInt64, sequence: UInt64
    ) -> [StreamedEvent] {
        let tellings = EventTelling.tellings(of: message)
        let count = tellings.count + (EventTelling.hasEquity(message) ? 1 : 0)
        return tellings.enumerated().map { index, telling in
            StreamedEvent(
                topic: telling.topic, type: telling.type, id: message.id, instrument: message.instrument,
                interval: telling.interval, occurredAt: message.occurredAt, place: place,
                position: EventCursor.Position(
                    milliseconds, sequence, parts: index + 1 == count ? .max : UInt8(index + 1)),
                // As text, which takes a fraction of the memory: thousands of events are kept for clients that come back.
                data: .raw(telling.data.encoded), trace: message.trace)
        }
    }
}
