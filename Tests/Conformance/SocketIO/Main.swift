import Hummingbird
import Logging
import SocketIO
import WebSockets

/// A server with the handlers which the protocols' own conformance suites expect to find.
///
/// `socketio-conformance engine|socket [PORT]`: Engine.IO alone at `/engine.io/`, or Socket.IO at `/socket.io/`; the same code that the
/// gateway runs, with the suites' short times. It ends on SIGTERM, as the gateway does.
@main enum Main {
    static func main() async throws {
        let words = CommandLine.arguments.dropFirst()
        let port = words.dropFirst().first.flatMap { Int($0) } ?? 3000
        let server: SocketIOServer
        switch words.first {
        case "engine":
            server = SocketIOServer(echoing: settings(path: "/engine.io/"))
        case "socket":
            server = SocketIOServer(
                settings: settings(path: "/socket.io/"),
                namespaces: [
                    "/": SuiteHandler(), "/custom": SuiteHandler(), "/locked": LockedHandler(),
                ])
        default: throw UsageError()
        }
        let router = Router()
        router.add(middleware: SocketIOEndpoint(server))
        var logger = Logger(label: "socketio-conformance")
        logger.logLevel = .warning
        var application = Application(
            router: router, server: .http1(webSockets: server.webSockets),
            configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: port)),
            logger: logger)
        application.addServices(server)
        try await application.runService()
    }

    private static func settings(path: String) -> SocketIOSettings {
        var settings = SocketIOSettings()
        settings.path = path
        settings.pingInterval = .milliseconds(300)
        settings.pingTimeout = .milliseconds(200)
        settings.connectTimeout = .seconds(1)
        settings.origins = .only(["https://app.example.test"])
        return settings
    }
}

struct UsageError: Error, CustomStringConvertible {
    let description = "usage: socketio-conformance engine|socket [PORT]"
}
