import NIOCore
import NIOWebSocket

/// An open connection, of either side: messages in, messages out.
///
/// Pings are answered, and closes acknowledged, underneath. It lives as long as the closure it was given to.
public struct WebSocket: Sendable {
    /// The other side's messages, once, in order, where it sends text alone.
    ///
    /// Ends when either side closes; throws ``WebSocketError`` when the connection breaks
    /// one of the ``WebSocketSettings``.
    ///
    /// What is not taken is not read from the network either, beyond a handful of messages: a slow reader slows the sender down.
    public var messages: some AsyncSequence<String, any Error> & Sendable {
        inbound.map { message in
            guard case .text(let text) = message else { throw WebSocketError.unexpectedMessage }
            return text
        }
    }
    /// The other side's messages like ``messages``, binary ones among them where ``WebSocketSettings/acceptsBinary`` says so.
    public var mixedMessages: some AsyncSequence<WebSocketMessage, any Error> & Sendable { inbound }
    private let inbound: NIOAsyncChannelInboundStream<WebSocketMessage>
    private let outbound: NIOAsyncChannelOutboundWriter<OutgoingMessage>
    private let channel: any Channel

    init(
        inbound: NIOAsyncChannelInboundStream<WebSocketMessage>,
        outbound: NIOAsyncChannelOutboundWriter<OutgoingMessage>, channel: any Channel
    ) {
        self.inbound = inbound
        self.outbound = outbound
        self.channel = channel
    }

    /// Sends one message; waits while the other side is too slow to take it.
    public func send(_ text: String) async throws(WebSocketError) {
        do {
            try await outbound.write(.text(ByteBuffer(string: text)))
            try await handedOver()
        } catch {
            throw .closed
        }
    }

    /// Sends messages of UTF-8 bytes together, which is much cheaper than one by one; waits like ``send(_:)-(String)``.
    public func send(_ batch: [[UInt8]]) async throws(WebSocketError) {
        do {
            try await outbound.write(contentsOf: batch.lazy.map { .text(ByteBuffer(bytes: $0)) })
            try await handedOver()
        } catch {
            throw .closed
        }
    }

    /// Sends messages together without waiting, in the order of the calls, and without copying their bytes.
    ///
    /// Nothing here bounds what a slow reader leaves waiting: the caller posts its next batch when it hears of the last.
    ///
    /// - Parameters:
    ///   - batch: the messages.
    ///   - onceTaken: called once, on the connection's own thread, when the network has taken the batch or the connection
    ///     is gone; possibly before this function returns.
    public func post(_ batch: [OutgoingMessage], onceTaken: @escaping @Sendable () -> Void) {
        channel.eventLoop.execute { [channel] in
            let pipeline = channel.pipeline.syncOperations
            guard let last = batch.last else { return onceTaken() }
            for message in batch.dropLast() { pipeline.write(NIOAny(message), promise: nil) }
            let taken = channel.eventLoop.makePromise(of: Void.self)
            taken.futureResult.whenComplete { _ in onceTaken() }
            pipeline.writeAndFlush(NIOAny(last), promise: taken)
        }
    }

    /// Starts to close, after all that was posted; ``messages`` end.
    public func close() {
        channel.close(promise: nil)
    }

    /// Returns when the connection's own thread has taken what was written so far.
    ///
    /// Whether there is room is known only then: the writer queues for that thread, without any limit, for as long as
    /// it was told of room. A sender would run ahead of a busy thread by everything it has.
    private func handedOver() async throws {
        try await channel.eventLoop.submit {}.get()
    }
}

/// A channel whose pipeline ends in a ``WebSocketHandler``.
typealias WebSocketChannel = NIOAsyncChannel<WebSocketMessage, OutgoingMessage>

extension WebSocketChannel {
    /// Completes the pipeline of a channel that has just been upgraded.
    init(upgraded channel: any Channel, side: WebSocketHandler.Side, settings: WebSocketSettings) throws {
        let pipeline = channel.pipeline.syncOperations
        try pipeline.addHandler(
            NIOWebSocketFrameAggregator(
                minNonFinalFragmentSize: 0, maxAccumulatedFrameCount: 1024,
                maxAccumulatedFrameSize: settings.maximumMessageSize))
        try pipeline.addHandler(WebSocketHandler(side: side, settings: settings))
        try self.init(wrappingChannelSynchronously: channel)
    }
}
