import NIOCore

/// Tells the rest of the pipeline of a connection's end only after what was under way when it came.
///
/// A server that answers a handshake, sends, and leaves may have done all that before this side reads at all. Answer, frames
/// and end then come in one go, while NIO takes its HTTP decoder out of the pipeline, and hands on the bytes it holds,
/// only in the loop's next step: told of the end before that, the decoder drops them, and the messages would be lost.
final class LateFarewell: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    func channelInactive(context: ChannelHandlerContext) {
        context.eventLoop.assumeIsolated().execute { context.fireChannelInactive() }
    }
}
