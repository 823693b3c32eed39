import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import SocketIO
import Synchronization
import WebSockets

/// A server on a free port of this machine, for as long as a closure runs.
enum TestServer {
    @discardableResult
    static func run<Result: Sendable>(
        _ settings: SocketIOSettings = SocketIOSettings(), handler: any NamespaceHandler,
        _ body: @escaping @Sendable (SocketIOServer, _ port: Int, ServiceGroup) async throws -> Result
    ) async throws -> Result {
        let server = SocketIOServer(settings: settings, namespaces: ["/": handler])
        let (ports, announce) = AsyncStream.makeStream(of: Int.self)
        let router = Router()
        router.add(middleware: SocketIOEndpoint(server))
        router.get("plain") { _, _ in "plain" }
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        var application = Application(
            router: router, server: .http1(webSockets: server.webSockets),
            configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in
                announce.yield(channel.localAddress?.port ?? 0)
                announce.finish()
            }, logger: logger)
        application.addServices(server)
        let services = ServiceGroup(
            configuration: ServiceGroupConfiguration(services: [application], logger: logger))
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await services.run() }
            var port = 0
            for await announced in ports { port = announced }
            let result = try await body(server, port, services)
            await services.triggerGracefulShutdown()
            try await group.waitForAll()
            return result
        }
    }

    /// One request on a connection of its own: its answer, head and body.
    static func request(
        _ method: String, _ target: String, port: Int, headers: [String] = [], body: String = ""
    ) async throws -> String {
        let lines =
            ["\(method) \(target) HTTP/1.1", "Host: 127.0.0.1:\(port)", "Connection: close"] + headers
            + ["Content-Length: \(body.utf8.count)", "", body]
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            try await outbound.write(ByteBuffer(string: lines.joined(separator: "\r\n")))
            var answer = ""
            for try await buffer in inbound { answer += String(buffer: buffer) }
            return answer
        }
    }
}

/// Lets in whoever says so, sends events back, and writes down what it was called for.
final class RecordingHandler: NamespaceHandler {
    private let calls = Mutex<[String]>([])
    private let sockets = Mutex<[Socket]>([])
    let changes: AsyncStream<String>
    private let report: AsyncStream<String>.Continuation

    init() { (changes, report) = AsyncStream.makeStream(of: String.self) }

    var log: [String] { calls.withLock { $0 } }
    var first: Socket? { sockets.withLock { $0.first } }

    /// Returns once the handler has been called for this.
    func wait(for call: String) async {
        for await made in changes where made == call { return }
    }

    private func note(_ call: String) {
        calls.withLock { $0.append(call) }
        report.yield(call)
    }

    func connect(_ socket: Socket, auth: Argument?, handshake: Handshake) async -> Admission {
        let isWelcome = auth?["token"]?.text == "good"
        note("connect \(isWelcome)")
        guard isWelcome else { return .unauthorized }
        sockets.withLock { $0.append(socket) }
        socket.join("all")
        return .accept
    }

    func event(
        _ name: String, _ arguments: [Argument], from socket: Socket, acknowledgement: Acknowledgement?
    ) async {
        note("event \(name)")
        acknowledgement?.send(arguments: arguments)
        acknowledgement?.send("twice")
    }

    func drained(_ socket: Socket) async { note("drained") }

    func disconnect(_ socket: Socket, reason: DisconnectReason) async { note("disconnect \(reason)") }
}
