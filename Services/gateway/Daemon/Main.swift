import DaemonShell
import Messages
import Postgres
import ServiceRuntime
import SocketIO

@main enum Main {
    static func main() async {
        await Daemon.main(.gateway) { context in
            let settings = context.settings
            let bus = context.redisBus()
            let options = try PostgresOptions(
                url: settings[PostgresKeys.url].revealed, password: settings[PostgresKeys.password].revealed,
                connections: settings[PostgresKeys.connections])
            let pool = PostgresPool(options, logger: context.logger)
            let idempotency = Idempotency(
                pool: pool, hold: settings[GatewayKeys.commandTimeout] + Idempotency.marginMilliseconds)
            let authenticator = Authenticator(settings: settings)
            let events = EventStreams(context: context, bus: bus, pool: pool)
            let live = LiveNamespace(streams: events, authenticator: authenticator)
            let api = GatewayAPI(
                settings: settings,
                history: History(pool: pool, tradedInterval: settings[ExecutorKeys.interval]),
                idempotency: idempotency, bus: bus, events: events, health: context.health,
                logger: context.logger)
            let assistants = MCPEndpoint(
                api: api, authenticator: authenticator, isTradingEnabled: settings[AssistantKeys.trading],
                allowedOrigins: Set(settings[GatewayKeys.corsOrigins]),
                maximumBodyBytes: settings[GatewayKeys.maximumBodyBytes], logger: context.logger)
            // Connections of its own, so that a backlog of webhooks never keeps a request waiting.
            var background = options
            background.connections = 2
            let dispatcher = WebhookVault(settings[WebhookKeys.secret]).map {
                WebhookDispatcher(
                    settings, vault: $0, pool: PostgresPool(background, logger: context.logger),
                    instance: context.instance, logger: context.logger)
            }
            return DaemonPlan(
                dependencies: [
                    context.dependency(on: bus),
                    Dependency("postgres", at: options.description) { _ = try await pool.query("SELECT 1") },
                ],
                services: [dispatcher].compactMap(\.self) + [
                    GatewayServer(
                        adapter: HTTPAdapter(
                            api: api, authenticator: authenticator, assistants: assistants,
                            limits: HTTPLimits(settings), logger: context.logger),
                        sockets: SocketIOServer(
                            settings: SocketIOSettings(settings),
                            namespaces: ["/": live]),
                        host: settings[GatewayKeys.host], port: settings[GatewayKeys.port],
                        logger: context.logger),
                    // Stop first: a server does not end before its clients have, and they wait for events.
                    events.hub, live,
                    IdempotencySweeper(idempotency: idempotency, logger: context.logger),
                ])
        }
    }
}
