import Hummingbird
import Logging
import SocketIO
import WebSockets

/// A server with the handlers which the protocols' own conformance suites expect to find.
///
/// `socketio-conformance engine|socket|clients [PORT]`: Engine.IO alone at `/engine.io/`, or Socket.IO at `/socket.io/`, with the suites'
/// short times or with a patience that suits client libraries. It is the code that the gateway runs, and ends on SIGTERM as it does.
@main enum Main {
    static func main() async throws {
        let words = CommandLine.arguments.dropFirst()
        let port = words.dropFirst().first.flatMap { Int($0) } ?? 3000
        let server: SocketIOServer
        switch words.first {
        case "engine":
            server = SocketIOServer(echoing: hasty(path: "/engine.io/"))
        case "socket", "clients":
            server = SocketIOServer(
                settings: words.first == "socket" ? hasty(path: "/socket.io/") : patient,
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

    private static var patient: SocketIOSettings {
        var settings = SocketIOSettings()
        settings.pingInterval = .seconds(1)
        settings.origins = .only(["https://app.example.test"])
        return settings
    }

    private static func hasty(path: String) -> SocketIOSettings {
        var settings = SocketIOSettings()
        settings.path = path
        settings.pingInterval = .milliseconds(300)
        settings.pingTimeout = .milliseconds(200)
        settings.connectTimeout = .seconds(1)
        return settings
    }
}

struct UsageError: Error, CustomStringConvertible {
    let description = "usage: socketio-conformance engine|socket|clients [PORT]"
}
