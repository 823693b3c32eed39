import HTTPTypes
public import Hummingbird
import NIOCore
import ServiceLifecycle

/// Answers the requests of a ``SocketIOServer``'s path and leaves all others alone.
///
/// It belongs before whatever asks for a key: clients show theirs when they connect to a namespace.
public struct SocketIOEndpoint<Context: RequestContext>: RouterMiddleware {
    private let server: SocketIOServer
    private var settings: SocketIOSettings { server.registry.settings }

    /// The long polling of a server.
    public init(_ server: SocketIOServer) { self.server = server }

    /// Answers a request of the server's path.
    public func handle(
        _ request: Request, context: Context,
        next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        guard server.owns(request.uri.path) else { return try await next(request, context) }
        var response: Response
        do throws(EngineRefusal) {
            let connection = (context as? any RemoteAddressRequestContext)?.remoteAddress
            response = try await answer(request, from: connection?.ipAddress)
        } catch {
            response = Response(
                status: HTTPResponse.Status(code: error.status),
                headers: [.contentType: "application/json", .cacheControl: "no-store"],
                body: ResponseBody(byteBuffer: ByteBuffer(string: error.json)))
        }
        if let origin = request.headers[.origin] {
            // Told to every page which page it is for, or a cache would hand one page's permission to another.
            response.headers[.vary] = "Origin"
            if settings.origins.allow(origin) { response.headers[.accessControlAllowOrigin] = origin }
        }
        return response
    }

    private func answer(
        _ request: Request, from address: String?
    ) async throws(EngineRefusal) -> Response {
        if request.method == .options { return preflight(request) }
        switch try server.purpose(Wish(request)) {
        case .openPolling:
            let handshake = Handshake(
                headers: request.headers, query: request.uri.query ?? "", remoteAddress: address)
            let settings = settings
            let connection = try server.registry.open(handshake) { id in
                EngineSession(id: id, settings: settings, now: .now)
            }
            return try await poll(connection)
        case .session(let connection):
            switch request.method {
            case .get: return try await poll(connection)
            case .post: return try await receive(request, connection)
            default: throw .badRequest
            }
        // A WebSocket that was fit to be taken would not have come here.
        case .openWebSocket, .upgrade: throw .badRequest
        }
    }

    private func poll(_ connection: Connection) async throws(EngineRefusal) -> Response {
        let answer = await withGracefulShutdownHandler {
            await connection.poll()
        } onGracefulShutdown: {
            // A poll may wait for long, and a server that stops does not.
            connection.close(.shutdown)
        }
        switch answer {
        case .refused(let refusal): throw refusal
        case .packets(let packets):
            let payload = WirePacket.payload(of: packets)
            return text(
                ResponseBody(contentLength: payload.readableBytes) { writer in
                    do {
                        try await writer.write(payload)
                        try await writer.finish(nil)
                    } catch {
                        // These packets are lost, and no later poll may hide that.
                        connection.close(.transportClosed)
                        throw error
                    }
                })
        }
    }

    private func receive(_ request: Request, _ connection: Connection) async throws(EngineRefusal) -> Response
    {
        let body: ByteBuffer
        do {
            body = try await request.body.collect(upTo: settings.maximumPayload)
        } catch is NIOTooManyBytesError {
            connection.close(.protocolFault)
            throw .tooLarge
        } catch {
            connection.close(.transportClosed)
            throw .badRequest
        }
        try await connection.receive(payload: Array(body.readableBytesView)[...])
        return text(ResponseBody(byteBuffer: ByteBuffer(string: "ok")))
    }

    private func text(_ body: ResponseBody) -> Response {
        Response(
            status: .ok,
            headers: [.contentType: "text/plain; charset=UTF-8", .cacheControl: "no-store"], body: body)
    }

    /// A browser asks before it sends what a plain form could not have sent.
    private func preflight(_ request: Request) -> Response {
        var headers: HTTPFields = [
            .accessControlAllowMethods: "GET, POST", .accessControlMaxAge: "600",
        ]
        if let wished = request.headers[.accessControlRequestHeaders] {
            headers[.accessControlAllowHeaders] = wished
        }
        return Response(status: .noContent, headers: headers)
    }
}
