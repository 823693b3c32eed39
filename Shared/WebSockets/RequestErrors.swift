import NIOCore
import NIOHTTP1

/// Answers what is no HTTP, and hangs up: the parser reads no further, so that the connection would be of no use, and stay.
///
/// Hummingbird sees requests, and of what never becomes one nothing. It also asks for nothing but `Connection: close`, so a client that says
/// in another way that this is its last request, as every one of HTTP/1.0 does, is put down in these words here.
///
/// Belongs right behind the decoder, and leaves with it when the connection becomes a WebSocket.
final class RequestErrors: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    /// How long a client may take to read the answer; what it still sends is thrown away meanwhile, since an end with unread data
    /// would take the answer back.
    private static let farewell = TimeAmount.seconds(1)

    private var isAnswering = false
    private var hasFailed = false

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !hasFailed else { return }
        guard case .head(var head) = unwrapInboundIn(data), !head.isKeepAlive else {
            return context.fireChannelRead(data)
        }
        head.headers.replaceOrAdd(name: "connection", value: "close")
        context.fireChannelRead(wrapInboundOut(.head(head)))
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard !hasFailed else {
            promise?.fail(ChannelError.ioOnClosedChannel)
            return
        }
        switch unwrapOutboundIn(data) {
        case .head(let head): isAnswering = head.status.code >= 200
        case .body: break
        case .end: isAnswering = false
        }
        context.write(data, promise: promise)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // After the first error the decoder finds another in whatever still comes.
        guard !hasFailed else { return }
        guard let error = error as? HTTPParserError else { return context.fireErrorCaught(error) }
        hasFailed = true
        // Half an answer cannot become another.
        guard !isAnswering else { return context.close(promise: nil) }
        let refusal = Refusal(error)
        let body = context.channel.allocator.buffer(string: refusal.document)
        let headers: HTTPHeaders = [
            "Connection": "close", "Content-Type": "application/problem+json",
            "Content-Length": String(body.readableBytes),
        ]
        let head = HTTPResponseHead(version: .http1_1, status: refusal.status, headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        context.close(mode: .output, promise: nil)
        context.read()
        context.eventLoop.assumeIsolated().scheduleTask(in: Self.farewell) { context.close(promise: nil) }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        if hasFailed { context.read() } else { context.fireChannelReadComplete() }
    }
}

/// How an error of the parser is answered.
private struct Refusal {
    let status: HTTPResponseStatus
    private let detail: String

    init(_ error: HTTPParserError) {
        switch error {
        case .invalidMethod:
            status = .notImplemented
            detail = "There is no such method; use GET, HEAD, POST, PATCH or DELETE."
        case .invalidVersion:
            status = .httpVersionNotSupported
            detail = "Speak HTTP/1.1."
        case .headerOverflow:
            status = .requestHeaderFieldsTooLarge
            detail = "The address or a header is too long; send long values in the body."
        case .invalidContentLength, .unexpectedContentLength:
            status = .badRequest
            detail = "Content-Length must be the body's length in bytes, given once."
        case .invalidHeaderToken:
            status = .badRequest
            detail = "A header is none: each is a line of its own, a name, a colon and a value."
        case .invalidURL, .invalidPath, .invalidHost, .invalidPort, .invalidQueryString, .invalidFragment:
            status = .badRequest
            detail = "The address cannot be read; percent-encode what is no letter or digit."
        default:
            status = .badRequest
            detail = "This is no HTTP/1.1 request."
        }
    }

    /// A problem document (RFC 9457), of texts that need no escapes.
    var document: String {
        """
        {"type":"about:blank","title":"\(status.reasonPhrase)","status":\(status.code),"detail":"\(detail)"}
        """
    }
}
