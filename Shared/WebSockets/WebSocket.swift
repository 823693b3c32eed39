import NIOCore
import NIOWebSocket

/// An open connection, of either side: text messages in, text messages out.
///
/// Pings are answered, and closes acknowledged, underneath. It lives as long as the closure it was given to.
public struct WebSocket: Sendable {
    /// The other side's messages, once, in order.
    ///
    /// Ends when either side closes; throws ``WebSocketError`` when the connection breaks
    /// one of the ``WebSocketSettings``.
    ///
    /// What is not taken is not read from the network either, beyond a handful of messages: a slow reader slows the sender down.
    public var messages: some AsyncSequence<String, any Error> & Sendable { inbound }
    private let inbound: NIOAsyncChannelInboundStream<String>
    private let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    private let eventLoop: any EventLoop

    init(
        inbound: NIOAsyncChannelInboundStream<String>,
        outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>, eventLoop: any EventLoop
    ) {
        self.inbound = inbound
        self.outbound = outbound
        self.eventLoop = eventLoop
    }

    /// Sends one message; waits while the other side is too slow to take it.
    public func send(_ text: String) async throws(WebSocketError) {
        do {
            try await outbound.write(ByteBuffer(string: text))
            try await handedOver()
        } catch {
            throw .closed
        }
    }

    /// Sends messages of UTF-8 bytes together, which is much cheaper than one by one; waits like ``send(_:)-(String)``.
    public func send(_ batch: [[UInt8]]) async throws(WebSocketError) {
        do {
            try await outbound.write(contentsOf: batch.lazy.map { ByteBuffer(bytes: $0) })
            try await handedOver()
        } catch {
            throw .closed
        }
    }

    /// Returns when the connection's own thread has taken what was written so far.
    ///
    /// Whether there is room is known only then: the writer queues for that thread, without any limit, for as long as
    /// it was told of room. A sender would run ahead of a busy thread by everything it has.
    private func handedOver() async throws {
        try await eventLoop.submit {}.get()
    }
}

/// A channel whose pipeline ends in a ``WebSocketHandler``.
typealias WebSocketChannel = NIOAsyncChannel<String, ByteBuffer>

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
