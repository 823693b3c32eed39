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
            let api = GatewayAPI(
                settings: settings,
                history: History(pool: pool, tradedInterval: settings[ExecutorKeys.interval]),
                idempotency: idempotency, bus: bus, health: context.health, logger: context.logger)
            let assistants = MCPEndpoint(
                api: api, authenticator: authenticator, isTradingEnabled: settings[AssistantKeys.trading],
                allowedOrigins: Set(settings[GatewayKeys.corsOrigins]),
                maximumBodyBytes: settings[GatewayKeys.maximumBodyBytes], logger: context.logger)
            return DaemonPlan(
                dependencies: [
                    context.dependency(on: bus),
                    Dependency("postgres", at: options.description) { _ = try await pool.query("SELECT 1") },
                ],
                services: [
                    GatewayServer(
                        adapter: HTTPAdapter(
                            api: api, authenticator: authenticator, assistants: assistants,
                            limits: HTTPLimits(settings), logger: context.logger),
                        sockets: SocketIOServer(
                            settings: SocketIOSettings(settings),
                            namespaces: ["/": LiveNamespace(authenticator: authenticator)]),
                        host: settings[GatewayKeys.host], port: settings[GatewayKeys.port],
                        logger: context.logger),
                    IdempotencySweeper(idempotency: idempotency, logger: context.logger),
                ])
        }
    }
}
