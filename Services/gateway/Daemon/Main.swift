import AccessControl
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
            let keys = KeyStore(pool: pool)
            let use = KeyUse(store: keys, logger: context.logger)
            let authenticator = Authenticator(
                configured: settings[GatewayKeys.apiKey], tokenSecret: settings[AccessKeys.tokenSecret],
                keys: KeyRing(store: keys), use: use)
            let api = GatewayAPI(
                settings: settings,
                history: History(pool: pool, tradedInterval: settings[ExecutorKeys.interval]),
                idempotency: idempotency, bus: bus, keys: keys, authenticator: authenticator,
                audit: AuditTrail(pool: pool, logger: context.logger), health: context.health)
            // Counters have a connection of their own, so that no request waits behind somebody's command.
            let gatekeeper = Gatekeeper(
                authenticator: authenticator,
                limiter: RateLimiter(bus: context.redisBus(), logger: context.logger), settings: settings)
            return DaemonPlan(
                dependencies: [
                    context.dependency(on: bus),
                    Dependency("postgres", at: options.description) { _ = try await pool.query("SELECT 1") },
                ],
                services: [
                    use,
                    GatewayServer(
                        adapter: HTTPAdapter(
                            api: api, gatekeeper: gatekeeper,
                            maximumBodyBytes: settings[GatewayKeys.maximumBodyBytes],
                            trustedProxies: settings[AccessKeys.trustedProxies], logger: context.logger),
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
