import HTTPTypes
public import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1
import NIOWebSocket
import ServiceLifecycle

/// Serves WebSockets on the port on which Hummingbird serves its routes.
///
/// ```swift
/// Application(router: router, server: .http1(webSockets: WebSocketServer(accepts: { $0.path == "/ws" }) { socket, request in
///     for try await text in socket.messages { try await socket.send(text) }
/// }))
/// ```
///
/// When the server stops, every WebSocket is closed and its handler is cancelled.
public struct WebSocketServer: Sendable {
    /// Lives as long as the connection; the connection is closed when it returns.
    public typealias Handler = @Sendable (WebSocket, WebSocketRequest) async throws -> Void

    let settings: WebSocketSettings
    let accepts: @Sendable (WebSocketRequest) -> Bool
    let handler: Handler

    /// Hands the WebSockets that `accepts` allows to `handler`; all other wishes go to the routes, as plain requests.
    public init(
        settings: WebSocketSettings = WebSocketSettings(),
        accepts: @escaping @Sendable (WebSocketRequest) -> Bool, handler: @escaping Handler
    ) {
        self.settings = settings
        self.accepts = accepts
        self.handler = handler
    }
}

extension HTTPServerBuilder {
    /// HTTP/1.1 whose connections may become WebSockets.
    public static func http1(webSockets server: WebSocketServer) -> HTTPServerBuilder {
        HTTPServerBuilder { responder in WebSocketChildChannel(responder: responder, server: server) }
    }
}

/// A connection of the server: first HTTP, then perhaps a WebSocket.
struct WebSocketChildChannel: HTTPChannelHandler {
    enum Outcome: Sendable {
        case webSocket(WebSocketChannel, WebSocketRequest)
        case http(NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>)
    }
    struct Value: ServerChildChannelValue {
        let outcome: EventLoopFuture<Outcome>
        let channel: any Channel
    }
    /// A kept-alive connection without a request, or one that never sends its first, is closed after this time.
    private static let patience = Duration.seconds(60)

    let responder: HTTPChannelHandler.Responder
    let server: WebSocketServer

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        channel.eventLoop.makeCompletedFuture {
            var configuration = NIOUpgradableHTTPServerPipelineConfiguration(
                upgradeConfiguration: NIOTypedHTTPServerUpgradeConfiguration(
                    upgraders: [upgrader],
                    notUpgradingCompletionHandler: { channel in
                        channel.eventLoop.makeCompletedFuture {
                            .http(try Self.plain(channel, logger: logger))
                        }
                    }))
            // Hummingbird takes one request after the other.
            configuration.enablePipelining = false
            // What is no request at all never comes as far as Hummingbird, and NIO would answer without a word: see `RequestErrors`.
            configuration.enableErrorHandling = false
            configuration.enableResponseHeaderValidation = false
            let pipeline = channel.pipeline.syncOperations
            let outcome = try pipeline.configureUpgradableHTTPServerPipeline(configuration: configuration)
            let decoder = try pipeline.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self)
            let errors = RequestErrors()
            let gate = UpgradeGate(patience: Self.patience, errors: errors, accepts: server.accepts)
            try pipeline.addHandlers([errors, gate], position: .after(decoder))
            return Value(outcome: outcome, channel: channel)
        }
    }

    func handle(value: Value, logger: Logger) async {
        do {
            try await withTaskExecutorPreference(EventLoopTaskExecutor(value.channel.eventLoop)) {
                switch try await value.outcome.get() {
                case .http(let channel): await handleHTTP(asyncChannel: channel, logger: logger)
                case .webSocket(let channel, let request): try await serve(channel, request)
                }
            }
        } catch {
            // One client's bad manners or lost network, which is no fault of the service.
            logger.debug("Connection ended", metadata: ["error": "\(error)"])
        }
    }

    private func serve(_ channel: WebSocketChannel, _ request: WebSocketRequest) async throws {
        let handler = server.handler
        try await channel.executeThenClose { inbound, outbound in
            let socket = WebSocket(inbound: inbound, outbound: outbound, channel: channel.channel)
            // The close alone would not end a handler that waits for something else than the socket.
            try await cancelWhenGracefulShutdown { try await handler(socket, request) }
        }
    }

    private var upgrader: NIOTypedWebSocketServerUpgrader<Outcome> {
        let settings = server.settings
        return NIOTypedWebSocketServerUpgrader(
            maxFrameSize: settings.maximumMessageSize,
            shouldUpgrade: { channel, _ in channel.eventLoop.makeSucceededFuture(HTTPHeaders()) },
            upgradePipelineHandler: { channel, head in
                channel.eventLoop.makeCompletedFuture {
                    .webSocket(
                        try WebSocketChannel(upgraded: channel, side: .server, settings: settings),
                        WebSocketRequest(head, from: channel))
                }
            })
    }

    private static func plain(
        _ channel: any Channel, logger: Logger
    ) throws -> NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart> {
        let pipeline = channel.pipeline.syncOperations
        try pipeline.addHandler(HTTP1ToHTTPServerCodec(secure: false))
        try pipeline.addHandler(HTTPConnectionStateHandler(idleTimeout: patience, logger: logger))
        return try NIOAsyncChannel(
            wrappingChannelSynchronously: channel, configuration: .init(isOutboundHalfClosureEnabled: true))
    }
}
