import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle
import ServiceRuntime
import SocketIO
import WebSockets

/// The HTTP server in front of the API.
struct GatewayServer: Service {
    let adapter: HTTPAdapter
    let sockets: SocketIOServer
    let host: String
    let port: Int
    let logger: Logger

    func run() async throws {
        let (host, logger) = (host, logger)
        // The framework logs requests in words of its own; ours are logged by the middleware.
        var quiet = logger
        quiet.logLevel = .warning
        var application = Application(
            router: adapter.router(sockets: sockets), server: .http1(webSockets: sockets.webSockets),
            configuration: ApplicationConfiguration(address: .hostname(host, port: port), serverName: nil),
            onServerRunning: { channel in
                logger.info(
                    "API listens",
                    metadata: [
                        LogKey.host: "\(host)", LogKey.port: "\(channel.localAddress?.port ?? 0)",
                    ])
            },
            logger: quiet)
        application.addServices(sockets)
        try await application.run()
    }
}
