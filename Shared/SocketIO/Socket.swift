import Synchronization

/// A client in one namespace.
///
/// Sending never waits; what does not fit is not taken, and the sender is told.
public struct Socket: Sendable, Hashable {
    let key: SocketSession.SocketKey
    let connection: Connection

    /// Names the socket for as long as it is connected; no secret, since the client knows it too.
    public var id: String { key.id }
    /// The namespace, such as `/`.
    public var namespace: String { key.namespace }

    /// Runs tasks where the client's bytes come and go: what they send is on its way without another thread.
    public var executor: any TaskExecutor { connection.executor }

    /// Sends an event.
    @discardableResult
    public func emit(_ name: String, _ arguments: Argument...) -> Delivery {
        emit(name, arguments: arguments)
    }

    /// Sends an event with arguments that are a list already.
    @discardableResult
    public func emit(_ name: String, arguments: [Argument]) -> Delivery {
        emit(OutgoingEvent(name, arguments, namespace: namespace))
    }

    /// Sends an event that is encoded already.
    @discardableResult
    public func emit(_ event: OutgoingEvent) -> Delivery {
        precondition(event.namespace == namespace, "an event of another namespace")
        return connection.emit(event.packets, to: key)
    }

    /// Enters a room; no effect where it is already, or once it has disconnected.
    public func join(_ room: String) { connection.join(room, self) }

    /// Leaves a room; no effect where it is not.
    public func leave(_ room: String) { connection.leave(room, self) }

    /// Ends this socket, and tells the client; its other namespaces stay.
    ///
    /// `word` is an event that goes ahead of the end; like the end itself it is not refused for want of room.
    public func disconnect(telling word: OutgoingEvent? = nil) {
        precondition(word.map { $0.namespace == namespace } ?? true, "an event of another namespace")
        connection.disconnect(key, telling: word?.packets ?? [])
    }

    /// The same client in the same namespace.
    public static func == (a: Socket, b: Socket) -> Bool { a.key == b.key }
    /// By id.
    public func hash(into hasher: inout Hasher) { hasher.combine(key) }
}

/// An event in the form in which it travels: encoded once, and sent to as many clients as one likes.
public struct OutgoingEvent: Sendable {
    /// The namespace whose sockets may get it.
    public let namespace: String
    let packets: [WirePacket]

    /// Encodes an event; use ``Argument/raw(_:)`` for JSON that is there already.
    public init(_ name: String, _ arguments: [Argument], namespace: String = "/") {
        self.namespace = namespace
        packets = SocketPacket.encoded(.event, namespace: namespace, arguments: [.text(name)] + arguments)
    }
}

/// The answer a client asked for with its event.
public final class Acknowledgement: Sendable {
    private let key: SocketSession.SocketKey
    private let id: UInt64
    private let connection: Connection
    private let isSent = Atomic(false)

    init(_ key: SocketSession.SocketKey, id: UInt64, connection: Connection) {
        self.key = key
        self.id = id
        self.connection = connection
    }

    /// Answers, the first time; never waits.
    ///
    /// An answer is not refused for want of room. A client that asks and asks without reading is cut off in the end.
    public func send(_ arguments: Argument...) { send(arguments: arguments) }

    /// Answers with arguments that are a list already, the first time; never waits.
    public func send(arguments: [Argument]) {
        guard !isSent.exchange(true, ordering: .relaxed) else { return }
        connection.acknowledge(
            SocketPacket.encoded(
                .acknowledgement, namespace: key.namespace, acknowledgementID: id, arguments: arguments),
            to: key)
    }
}
