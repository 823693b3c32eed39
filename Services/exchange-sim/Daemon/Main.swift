import ArgumentParser
import Domain
import ExchangeSimCore
import History
import Hummingbird
import Logging
import ServiceRuntime
import WebSockets

/// Runs the simulator from the command line.
@main struct Main: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "exchange-sim",
        abstract:
            "A venue on this machine: replays recorded bars and speaks Binance Spot's market data protocol.",
        discussion: """
            HTTP under /api/v3 (ping, time, exchangeInfo, klines, aggTrades, trades, historicalTrades, ticker/price) shows
            what the venue's clock has passed. WebSockets under /ws and /stream carry @kline_<interval>, @aggTrade and
            @trade. The trades inside each bar are synthetic. GET /sim/status tells where the clock is.
            """)

    /// What the command line asks for.
    enum Action: String, ExpressibleByArgument {
        case serve, healthcheck
    }

    @Argument(help: "serve, or healthcheck: ask the one that runs on --port whether it answers; exit 0 or 1.")
    var action = Action.serve
    @Option(help: ArgumentHelp("The instruments and their recordings.", valueName: "file"))
    var catalogue = "Services/exchange-sim/Data/instruments.json"
    @Option(help: "Address to listen on.")
    var host = "127.0.0.1"
    @Option(help: "Port to listen on; 0 for any free one, which the first log line names.")
    var port = 9010
    @Option(help: "How many times as fast as real time the clock runs, or max.")
    var speed = Speed.times(1)
    @Option(
        help:
            "First bar to replay, like 2018-01-01, 2018-01-01T12:00:00Z or milliseconds; the first there is.")
    var start: Moment?
    @Option(help: "First bar not to replay any more; none, so the replay ends with the recording.")
    var end: Moment?
    @Option(help: "Where the clock starts, when it is not at the first bar: what is before is past already.")
    var clock: Moment?
    @Option(help: ArgumentHelp("Keeps the clock, to go on from there after a restart.", valueName: "file"))
    var state: String?
    @Option(help: "Seconds from one ping to the next.")
    var pingInterval = 20
    @Option(help: "Seconds a ping may stay unanswered before the connection is dropped.")
    var pongLimit = 60

    mutating func validate() throws {
        guard (0...65535).contains(port) else { throw ValidationError("--port is from 0 to 65535") }
        guard pingInterval > 0, pongLimit > 0 else {
            throw ValidationError("--ping-interval and --pong-limit are at least 1")
        }
    }

    func run() async throws {
        guard action == .serve else {
            let answer = await HealthProbe.ask(host: host, port: port, path: "/sim/status")
            throw answer?.status == 200 ? ExitCode.success : ExitCode.failure
        }
        let logger = Logger(label: "exchange-sim") { _ in
            JSONLogHandler(service: "exchange-sim", instance: "\(port)", level: .info, output: .standardError)
        }
        let file = state.map { ClockFile(path: $0) }
        let venue = try Venue(
            try InstrumentCatalogue(file: catalogue).listings.map {
                try $0.load().slice(from: start?.timestamp, until: end?.timestamp)
            })
        let exchange = Exchange(
            venue: venue, clock: try file?.load() ?? clock?.timestamp ?? venue.beginning)
        let service = ClockService(exchange: exchange, speed: speed, file: file, logger: logger)
        let frontend = Frontend(
            exchange: exchange, speed: speed,
            keepAlive: WebSocketSettings.KeepAlive(
                interval: .seconds(pingInterval), limit: .seconds(pongLimit)))
        try await frontend.application(host: host, port: port, services: [service], logger: logger)
            .runService()
    }
}
