import NIOCore
import NIOWebSocket

/// Turns frames into messages and back, and does all that a WebSocket needs besides: pongs, closes, keep-alive.
///
/// It sits in the pipeline, below the reader's buffer, so that a reader who is busy still answers pings.
final class WebSocketHandler: ChannelDuplexHandler {
    typealias InboundIn = WebSocketFrame
    typealias InboundOut = WebSocketMessage
    typealias OutboundIn = OutgoingMessage
    typealias OutboundOut = WebSocketFrame

    /// Only a client masks what it sends (RFC 6455, section 5.3).
    enum Side { case client, server }

    private let side: Side
    private let settings: WebSocketSettings
    private static let farewellSteps = 5
    /// Completes when our close frame, and so all before it, has left; nil until there is one.
    private var farewell: EventLoopFuture<Void>?
    private var pingCount: Int64 = 0
    private var unansweredSince: NIODeadline?
    /// Since when a read has been waiting for the other side; nil while our own reader is behind.
    private var waitingSince: NIODeadline?
    private var pingTimer: Scheduled<Void>?
    private var silenceTimer: Scheduled<Void>?
    private var farewellTimer: Scheduled<Void>?

    init(side: Side, settings: WebSocketSettings) {
        self.side = side
        self.settings = settings
    }

    func handlerAdded(context: ChannelHandlerContext) {
        waitingSince = .now()
        if let keepAlive = settings.keepAlive {
            self.repeat(every: keepAlive.interval, by: \.pingTimer, context) {
                self.ping(context, limit: keepAlive.limit)
            }
        }
        if let limit = settings.silenceLimit {
            // A quarter, so that silence is noticed at most that much too late.
            self.repeat(every: limit / 4, by: \.silenceTimer, context) {
                self.checkSilence(context, limit: limit)
            }
        }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        pingTimer?.cancel()
        silenceTimer?.cancel()
        farewellTimer?.cancel()
    }

    func read(context: ChannelHandlerContext) {
        if waitingSince == nil { waitingSince = .now() }
        context.read()
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        // Asked for anew by ``read(context:)``, unless the reader has enough for now.
        waitingSince = nil
        context.fireChannelReadComplete()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let frame = unwrapInboundIn(data)
        switch frame.opcode {
        case .text, .continuation:
            var bytes = frame.unmaskedData
            guard let text = try? bytes.readUTF8ValidatedString(length: bytes.readableBytes) else {
                return fail(context, .unexpectedMessage, code: .dataInconsistentWithMessage)
            }
            context.fireChannelRead(wrapInboundOut(.text(text)))
        case .binary where settings.acceptsBinary:
            context.fireChannelRead(wrapInboundOut(.binary(frame.unmaskedData)))
        case .ping:
            // Control frames are sent regardless of back-pressure; a peer that floods us with pings is cut by its own lack of reading.
            if farewell == nil { write(context, .pong, frame.unmaskedData) }
        case .pong:
            var payload = frame.unmaskedData
            if payload.readInteger(as: Int64.self) == pingCount { unansweredSince = nil }
        case .connectionClose:
            var payload = frame.unmaskedData
            let code = payload.readSlice(length: min(2, payload.readableBytes)) ?? ByteBuffer()
            closeAfterFarewell(context, code, promise: nil)
        default: fail(context, .unexpectedMessage, code: .unacceptableData)
        }
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard farewell == nil else {
            promise?.fail(ChannelError.ioOnClosedChannel)
            return
        }
        let message = unwrapOutboundIn(data)
        let frame = frame(message.isText ? .text : .binary, message.bytes)
        context.write(wrapOutboundOut(frame), promise: promise)
    }

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        // Half of a WebSocket is no use: after our close frame nothing more may be sent or is expected.
        if mode == .input {
            context.close(mode: .input, promise: promise)
        } else {
            closeAfterFarewell(context, Self.payload(.normalClosure), promise: promise)
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case is ChannelShouldQuiesceEvent:
            closeAfterFarewell(context, Self.payload(.goingAway), promise: nil)
        default: context.fireUserInboundEventTriggered(event)
        }
    }

    private func ping(_ context: ChannelHandlerContext, limit: Duration) {
        if let since = unansweredSince {
            if NIODeadline.now() - since > TimeAmount(limit) {
                fail(context, .unansweredPing, code: .goingAway)
            }
            return
        }
        unansweredSince = .now()
        pingCount += 1
        write(context, .ping, ByteBuffer(integer: pingCount))
    }

    private func checkSilence(_ context: ChannelHandlerContext, limit: Duration) {
        guard let since = waitingSince, NIODeadline.now() - since > TimeAmount(limit) else { return }
        fail(context, .silent, code: .goingAway)
    }

    private func `repeat`(
        every interval: Duration, by timer: ReferenceWritableKeyPath<WebSocketHandler, Scheduled<Void>?>,
        _ context: ChannelHandlerContext, _ action: @escaping () -> Void
    ) {
        self[keyPath: timer] = context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(interval)) {
            // Before the action, which may end the connection and with it the timer.
            self.repeat(every: interval, by: timer, context, action)
            action()
        }
    }

    private func fail(_ context: ChannelHandlerContext, _ error: WebSocketError, code: WebSocketErrorCode) {
        sendFarewell(context, Self.payload(code))
        context.fireErrorCaught(error)
        context.close(promise: nil)
    }

    /// Closes once all that was sent has left: a channel's own close would drop it.
    private func closeAfterFarewell(
        _ context: ChannelHandlerContext, _ payload: ByteBuffer, promise: EventLoopPromise<Void>?
    ) {
        sendFarewell(context, payload).assumeIsolated().whenComplete { _ in context.close(promise: promise) }
    }

    /// Sends our close frame, unless that is done.
    @discardableResult
    private func sendFarewell(_ context: ChannelHandlerContext, _ payload: ByteBuffer) -> EventLoopFuture<
        Void
    > {
        if let farewell { return farewell }
        let written = context.eventLoop.makePromise(of: Void.self)
        farewell = written.futureResult
        context.writeAndFlush(wrapOutboundOut(frame(.connectionClose, payload)), promise: written)
        watchFarewell(written, Self.unsentBytes(context), context)
        return written.futureResult
    }

    /// Fails the farewell when the other side takes nothing any more: it must not hold up a close for ever, while one
    /// that is merely slow gets all that was sent to it.
    ///
    /// In several steps, between which this thread writes: were it late itself, a single look would find no progress.
    private func watchFarewell(
        _ written: EventLoopPromise<Void>, _ before: Int, idleSteps: Int = 0, _ context: ChannelHandlerContext
    ) {
        let step = TimeAmount(settings.closeLimit / Self.farewellSteps)
        farewellTimer = context.eventLoop.assumeIsolated().scheduleTask(in: step) {
            let now = Self.unsentBytes(context)
            let idleSteps = now < before ? 0 : idleSteps + 1
            if idleSteps < Self.farewellSteps {
                self.watchFarewell(written, now, idleSteps: idleSteps, context)
            } else {
                written.fail(WebSocketError.closed)
            }
        }
    }

    private static func unsentBytes(_ context: ChannelHandlerContext) -> Int {
        (try? context.channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
    }

    private static func payload(_ code: WebSocketErrorCode) -> ByteBuffer {
        var payload = ByteBuffer()
        payload.write(webSocketErrorCode: code)
        return payload
    }

    private func write(_ context: ChannelHandlerContext, _ opcode: WebSocketOpcode, _ payload: ByteBuffer) {
        context.writeAndFlush(wrapOutboundOut(frame(opcode, payload)), promise: nil)
    }

    private func frame(_ opcode: WebSocketOpcode, _ payload: ByteBuffer) -> WebSocketFrame {
        WebSocketFrame(
            fin: true, opcode: opcode, maskKey: side == .client ? .random() : nil, data: payload)
    }
}
