import NIOPosix
import Synchronization

/// What all connections of a server share.
final class Registry: Sendable {
    let settings: SocketIOSettings
    let handlers: [String: any NamespaceHandler]
    /// Whether this is a server of Engine.IO alone, for its conformance suite.
    private let isEcho: Bool
    let rooms = Mutex(Rooms())
    /// Every connection once, for the task that does its handlers' work.
    let opened: AsyncStream<Connection>
    private let opening: AsyncStream<Connection>.Continuation
    private let state = Mutex(State())

    private struct State {
        var connections: [String: Connection] = [:]
        var isStopping = false
    }

    init(settings: SocketIOSettings, handlers: [String: any NamespaceHandler], isEcho: Bool) {
        self.settings = settings
        self.handlers = handlers
        self.isEcho = isEcho
        // As many as there may be connections.
        (opened, opening) = AsyncStream.makeStream(of: Connection.self)
    }

    var count: Int { state.withLock { $0.connections.count } }

    var isFull: Bool {
        state.withLock { $0.isStopping || $0.connections.count >= settings.maximumConnections }
    }

    func connection(_ id: String) -> Connection? { state.withLock { $0.connections[id] } }

    /// Begins a connection, with a WebSocket or, without one, with long polling.
    func open(_ handshake: Handshake, begin: (String) -> EngineSession) throws(EngineRefusal) -> Connection {
        let id = Self.secret()
        let layer: Session.Layer =
            isEcho
            ? .echo
            : .sockets(
                SocketSession(
                    known: Set(handlers.keys), idPrefix: Self.secret().prefix(16) + "-", settings: settings,
                    now: .now))
        let connection = Connection(
            id: id, handshake: handshake, session: Session(engine: begin(id), layer: layer), registry: self)
        let isIn = state.withLock { state in
            guard !state.isStopping, state.connections.count < settings.maximumConnections else {
                return false
            }
            state.connections[id] = connection
            return true
        }
        guard isIn else { throw .tooManyConnections }
        opening.yield(connection)
        return connection
    }

    func remove(_ id: String) { state.withLock { $0.connections[id] = nil } }

    /// Takes no more connections, and ends those that are.
    func stop() {
        let connections = state.withLock { state in
            state.isStopping = true
            return state.connections.values.map(\.self)
        }
        for connection in connections { connection.close(.shutdown) }
        opening.finish()
    }

    /// Nobody can guess a session's id: who knows it can read the client's messages.
    private static func secret() -> String {
        var generator = SystemRandomNumberGenerator()
        return (0..<2).map { _ in
            let digits = String(generator.next() as UInt64, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
    }
}
