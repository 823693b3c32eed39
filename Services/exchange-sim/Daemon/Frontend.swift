import Domain
import ExchangeSimCore
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle
import WebSockets

/// The venue's one port: its HTTP interface, its streams, and the simulator's own status page.
struct Frontend: Sendable {
    let exchange: Exchange
    let speed: Speed
    let keepAlive: WebSocketSettings.KeepAlive

    /// The server.
    func application(host: String, port: Int, services: [any Service], logger: Logger)
        -> some ApplicationProtocol
    {
        let streams = WebSocketServer(
            settings: WebSocketSettings(maximumMessageSize: 1 << 16, keepAlive: keepAlive),
            accepts: { StreamSession(path: $0.path, query: $0.query) != nil },
            handler: { try await exchange.serve($0, $1) })
        return Application(
            responder: CallbackResponder<BasicRequestContext> { request, _ in respond(to: request) },
            server: .http1(webSockets: streams),
            configuration: ApplicationConfiguration(
                address: .hostname(host, port: port), serverName: "exchange-sim"),
            services: services,
            onServerRunning: { channel in
                logger.info(
                    "The venue is open",
                    metadata: ["host": "\(host)", "port": "\(channel.localAddress?.port ?? port)"])
            },
            logger: logger)
    }

    private func respond(to request: Request) -> Response {
        guard request.method == .get else {
            return response(405, #"{"code":-1000,"msg":"Only GET is served."}"#.utf8)
        }
        if request.uri.path == "/sim/status" { return response(200, status.utf8) }
        let api = VenueAPI(exchange.venue, at: exchange.clock)
        let answer = api.answer(path: request.uri.path, query: request.uri.query ?? "")
        return response(answer.status, answer.body)
    }

    private func response(_ status: Int, _ body: some Collection<UInt8>) -> Response {
        Response(
            status: HTTPResponse.Status(code: status), headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: body)))
    }

    private var status: String {
        let status = exchange.status
        return "{\"clock\":\(status.clock),\"end\":\(exchange.venue.end),\"ended\":\(status.hasEnded),"
            + "\"messagesSent\":\(status.messagesSent),\"connections\":\(status.connections),"
            + "\"listeners\":\(status.listeners),\"speed\":\"\(speed)\"}"
    }
}
