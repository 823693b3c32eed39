import GatewayCore
import SocketIO
import Synchronization

/// An event whose text is made when somebody wants it first, and is the same for all who want it later.
final class SharedEvent: Sendable {
    let event: StreamedEvent
    private let text = Mutex<String?>(nil)

    init(_ event: StreamedEvent) { self.event = event }

    /// All of it but the cursor.
    var body: String {
        text.withLock { text in
            if let text { return text }
            let made = event.body
            text = made
            return made
        }
    }

    /// As a client is told it that will have seen everything up to a cursor.
    func delivery(_ cursor: String) -> EventDelivery {
        EventDelivery(
            name: event.topic.rawValue, cursor: cursor,
            json: StreamedEvent.text(cursor: cursor, body: body), stateKey: event.stateKey)
    }
}

/// One event on its way to clients; its text, and the form in which it travels, are shared by all that are told the same.
final class EventDelivery: Sendable {
    /// The event's name: a topic, or what a notice is about.
    let name: String
    /// What a client resumes with after it.
    let cursor: String
    /// What it tells.
    let json: String
    /// Names the state it is the newest of; nil for what must not be left out.
    let stateKey: String?
    private let packed = Mutex<OutgoingEvent?>(nil)

    init(name: String, cursor: String, json: String, stateKey: String?) {
        self.name = name
        self.cursor = cursor
        self.json = json
        self.stateKey = stateKey
    }

    /// What it takes to keep it waiting.
    var bytes: Int { json.utf8.count + cursor.utf8.count }

    /// As a message of Socket.IO.
    var outgoing: OutgoingEvent {
        packed.withLock { packed in
            if let packed { return packed }
            let made = OutgoingEvent(name, [.raw(json)])
            packed = made
            return made
        }
    }
}
