public import ServiceLifecycle
import Synchronization

/// A server of Socket.IO 5 over Engine.IO 4: long polling and WebSockets on the port of an application's other routes.
///
/// ```swift
/// let server = SocketIOServer(settings: settings, namespaces: ["/": Handler()])
/// router.add(middleware: SocketIOEndpoint(server))                       // long polling, before whatever asks for a key
/// var application = Application(router: router, server: .http1(webSockets: server.webSockets))
/// application.addServices(server)                                        // does the handlers' work
/// server.emit(OutgoingEvent("tick", [.raw(json)]), to: "BTC-USD")        // encoded once for all of a room
/// ```
///
/// When the application stops gracefully, clients are told that their connection ends, and connect anew elsewhere.
public final class SocketIOServer: Service, Sendable {
    let registry: Registry

    /// A server with one handler for each namespace; clients that ask for another are refused.
    public init(settings: SocketIOSettings = SocketIOSettings(), namespaces: [String: any NamespaceHandler]) {
        registry = Registry(settings: settings, handlers: namespaces, isEcho: false)
    }

    /// A server of Engine.IO alone which sends every message back, as the protocol's conformance suite expects.
    package init(echoing settings: SocketIOSettings) {
        registry = Registry(settings: settings, handlers: [:], isEcho: true)
    }

    /// How many clients are connected.
    public var connectionCount: Int { registry.count }

    /// Calls the handlers, until the application stops.
    public func run() async throws {
        let registry = registry
        await withTaskCancellationOrGracefulShutdownHandler {
            await withDiscardingTaskGroup { group in
                for await connection in registry.opened {
                    group.addTask { await connection.work() }
                }
            }
        } onCancelOrGracefulShutdown: {
            registry.stop()
        }
    }

    /// Sends an event to all sockets of its namespace that are in a room, or simply to all.
    ///
    /// - Parameters:
    ///   - event: the event, whose bytes are shared by all.
    ///   - room: the room; nil for the whole namespace.
    ///   - excluded: a socket that is left out, such as the one that caused the event.
    /// - Returns: the sockets that had no room for it and did **not** get it, for the caller to send them something else later.
    @discardableResult
    public func emit(_ event: OutgoingEvent, to room: String? = nil, except excluded: Socket? = nil)
        -> [Socket]
    {
        let members = registry.rooms.withLock {
            $0.members(of: Rooms.Room(namespace: event.namespace, name: room))
        }
        var full: [Socket] = []
        for socket in members where socket != excluded {
            if socket.connection.emit(event.packets, to: socket.key) == .full { full.append(socket) }
        }
        return full
    }
}
