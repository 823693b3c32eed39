import HTTPTypes
import HummingbirdCore
public import WebSockets

extension SocketIOServer {
    /// Whether a request's path is this server's.
    func owns(_ path: String) -> Bool {
        path == registry.settings.path || path + "/" == registry.settings.path
    }

    /// The part of the server that takes WebSockets; it leaves those on other paths to the routes.
    public var webSockets: WebSocketServer {
        let settings = WebSocketSettings(
            maximumMessageSize: registry.settings.maximumPayload, acceptsBinary: true)
        return WebSocketServer(
            settings: settings,
            accepts: { request in
                // A request that is not taken here goes to the endpoint, which finds the same fault and says which it is.
                self.owns(request.path) && (try? self.purpose(Wish(request))) != nil
            },
            handler: { webSocket, request in
                switch try self.purpose(Wish(request)) {
                case .upgrade(let connection): await connection.live(in: webSocket, as: nil)
                case .openWebSocket:
                    let link = EngineSession.Link(number: 0)
                    let handshake = Handshake(
                        headers: request.headers, query: request.query, remoteAddress: request.remoteAddress)
                    let settings = self.registry.settings
                    let connection = try self.registry.open(handshake) { id in
                        EngineSession(id: id, settings: settings, link: link, now: .now)
                    }
                    await connection.live(in: webSocket, as: link)
                case .openPolling, .session: return
                }
            })
    }

    /// What a request is for, and for whom.
    enum Purpose {
        case openPolling
        case openWebSocket
        case session(Connection)
        case upgrade(Connection)
    }

    /// What a request is for, once it has passed all checks that can be made before it is read.
    func purpose(_ wish: Wish) throws(EngineRefusal) -> Purpose {
        let purpose = try EngineRequest(query: wish.query)
            .purpose(method: wish.method, isWebSocket: wish.isWebSocket)
        guard isAllowed(wish) else { throw .forbidden }
        switch purpose {
        case .openPolling, .openWebSocket:
            guard !registry.isFull else { throw .tooManyConnections }
            return purpose == .openPolling ? .openPolling : .openWebSocket
        case .session(let id):
            guard let connection = registry.connection(id) else { throw .unknownSession }
            guard connection.isPolling else { throw .badRequest }
            return .session(connection)
        case .upgrade(let id):
            // One that is upgraded already is found out by its session, which closes the second WebSocket.
            guard let connection = registry.connection(id) else { throw .unknownSession }
            return .upgrade(connection)
        }
    }

    /// Whether the page that a request comes from may connect: a page of this very host, or one of the allowed ones.
    private func isAllowed(_ wish: Wish) -> Bool {
        guard let origin = wish.origin, !registry.settings.origins.allow(origin) else { return true }
        guard let authority = wish.authority else { return false }
        return origin == "http://\(authority)" || origin == "https://\(authority)"
    }
}

/// What there is to know of a request before it is read.
struct Wish {
    let method: HTTPRequest.Method
    let query: String
    /// The page it comes from, if any.
    let origin: String?
    /// The host that was asked.
    let authority: String?
    let isWebSocket: Bool

    init(_ request: WebSocketRequest) {
        method = .get
        query = request.query
        origin = request.headers[.origin]
        authority = request.authority
        isWebSocket = true
    }

    init(_ request: Request) {
        method = request.method
        query = request.uri.query ?? ""
        origin = request.headers[.origin]
        authority = request.head.authority
        // What is left of a wish for a WebSocket that was not granted.
        isWebSocket = request.headers[.secWebSocketKey] != nil
    }
}
