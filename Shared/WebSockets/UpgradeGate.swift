import NIOCore
import NIOHTTP1

/// Decides, before anybody else sees a request, what becomes of a wish for a WebSocket.
///
/// NIO's own upgrade handler leaves three holes, which this closes:
/// - a wish it declines gets no answer at all. Here it loses its `Upgrade` header and goes on to the routes like any other request, which
///   answer it with a 404 or whatever else is right;
/// - it looks only at the first request of a connection. Here a wish on a connection that has already carried a request closes
///   the connection unanswered: clients and proxies that reuse connections then try again on a fresh one;
/// - a connection that never asks for anything is seen by nobody. Here it is closed after a time, and when the server stops.
final class UpgradeGate: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart

    private let accepts: @Sendable (WebSocketRequest) -> Bool
    private let patience: TimeAmount
    private let errors: RequestErrors
    private var hasSeenRequest = false
    private var deadline: Scheduled<Void>?

    /// `errors` goes where this goes: neither knows what a WebSocket sends.
    init(
        patience: Duration, errors: RequestErrors, accepts: @escaping @Sendable (WebSocketRequest) -> Bool
    ) {
        self.errors = errors
        self.patience = TimeAmount(patience)
        self.accepts = accepts
    }

    func handlerAdded(context: ChannelHandlerContext) {
        deadline = context.eventLoop.assumeIsolated().scheduleTask(in: patience) {
            if !self.hasSeenRequest { context.close(promise: nil) }
        }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        deadline?.cancel()
        deadline = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .head(var head) = unwrapInboundIn(data), Self.wants(head) else {
            if case .head = unwrapInboundIn(data) { hasSeenRequest = true }
            return context.fireChannelRead(data)
        }
        if Self.isComplete(head), accepts(WebSocketRequest(head, from: context.channel)) {
            if hasSeenRequest { return context.close(promise: nil) }
            hasSeenRequest = true
            context.fireChannelRead(data)
            // What follows is no longer HTTP.
            let pipeline = context.pipeline.syncOperations
            pipeline.removeHandler(errors, promise: nil)
            pipeline.removeHandler(context: context, promise: nil)
        } else {
            hasSeenRequest = true
            head.headers.remove(name: "upgrade")
            context.fireChannelRead(wrapInboundOut(.head(head)))
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is ChannelShouldQuiesceEvent, !hasSeenRequest {
            context.close(promise: nil)
        } else {
            context.fireUserInboundEventTriggered(event)
        }
    }

    private static func wants(_ head: HTTPRequestHead) -> Bool {
        head.headers[canonicalForm: "upgrade"].contains { $0.lowercased() == "websocket" }
    }

    /// Whether NIO will accept the handshake (RFC 6455, section 4.2.1); if not, the routes shall answer it.
    private static func isComplete(_ head: HTTPRequestHead) -> Bool {
        head.method == .GET && head.version == .http1_1
            && head.headers[canonicalForm: "connection"].contains { $0.lowercased() == "upgrade" }
            && head.headers[canonicalForm: "sec-websocket-version"].elementsEqual(["13"])
            && head.headers[canonicalForm: "sec-websocket-key"].count == 1
    }
}
