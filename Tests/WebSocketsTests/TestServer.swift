import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import WebSockets

/// A server on a free port of this machine, for as long as a closure runs.
enum TestServer {
    static func run<Result: Sendable>(
        settings: WebSocketSettings = WebSocketSettings(),
        on loops: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton,
        accepts: @escaping @Sendable (WebSocketRequest) -> Bool = { $0.path == "/socket" },
        handler: @escaping WebSocketServer.Handler,
        _ body: @escaping @Sendable (_ port: Int, _ group: ServiceGroup) async throws -> Result
    ) async throws -> Result {
        let (ports, announce) = AsyncStream.makeStream(of: Int.self)
        let router = Router()
        router.get("plain") { _, _ in "plain" }
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let application = Application(
            router: router,
            server: .http1(
                webSockets: WebSocketServer(settings: settings, accepts: accepts, handler: handler)),
            configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in
                announce.yield(channel.localAddress?.port ?? 0)
                announce.finish()
            },
            eventLoopGroupProvider: .shared(loops), logger: logger)
        let services = ServiceGroup(
            configuration: ServiceGroupConfiguration(services: [application], logger: logger))
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await services.run() }
            var port = 0
            for await announced in ports { port = announced }
            let result = try await body(port, services)
            await services.triggerGracefulShutdown()
            try await group.waitForAll()
            return result
        }
    }
}

/// A TCP connection on which a test writes HTTP by hand.
struct RawConnection {
    /// What makes a request a wish for a WebSocket, up to the end of its head.
    static let upgradeHeaders =
        "Host: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    /// RFC 6455's own example of an answer to that key.
    static let acceptance = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="

    private let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    private let inbound: NIOAsyncChannelInboundStream<ByteBuffer>

    /// Connects, lets a closure write and read, and closes.
    static func open<Result: Sendable>(
        port: Int, _ body: @Sendable (RawConnection) async throws -> Result
    ) async throws -> Result {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            try await body(RawConnection(outbound: outbound, inbound: inbound))
        }
    }

    func write(_ text: String) async throws {
        try await outbound.write(ByteBuffer(string: text))
    }

    /// Everything up to and including a text, or up to the end of the connection.
    func read(until end: String) async throws -> String {
        var text = ""
        for try await buffer in inbound {
            text += String(buffer: buffer)
            if text.contains(end) { break }
        }
        return text
    }
}
