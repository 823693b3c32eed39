import AccessControl
import DaemonShell
import DatabaseShell
import JobRecords
import Messages
import Postgres
import ServiceRuntime
import SocketIO

@main enum Main {
    static func main() async {
        await Daemon.main(.gateway) { context in
            let settings = context.settings
            let bus = context.redisBus()
            let database = try context.database()
            let pool = PostgresPool(database, logger: context.logger)
            let records = JobRecords(pool)
            let commits = GroupCommit(pool: pool)
            let idempotency = Idempotency(
                pool: pool, commits: commits,
                hold: settings[GatewayKeys.commandTimeout] + Idempotency.marginMilliseconds)
            let keys = KeyStore(pool: pool)
            let use = KeyUse(store: keys, logger: context.logger)
            let authenticator = Authenticator(
                configured: settings[GatewayKeys.apiKey], tokenSecret: settings[AccessKeys.tokenSecret],
                keys: KeyRing(store: keys), use: use)
            // Counters have a connection of their own, so that no request waits behind somebody's command.
            let gatekeeper = Gatekeeper(
                authenticator: authenticator,
                limiter: RateLimiter(bus: context.redisBus(), logger: context.logger), settings: settings)
            let rights = LiveRights(authenticator: authenticator, logger: context.logger)
            let events = EventStreams(context: context, bus: bus, pool: pool, rights: rights)
            let live = LiveNamespace(
                streams: events, gatekeeper: gatekeeper, rights: rights, logger: context.logger)
            let api = GatewayAPI(
                settings: settings,
                history: History(pool: pool, tradedInterval: settings[ExecutorKeys.interval]),
                idempotency: idempotency,
                jobs: JobDesk(records: records, bus: bus, queueLimit: settings[JobKeys.queueLimit]), bus: bus,
                events: events, keys: keys, authenticator: authenticator,
                audit: AuditTrail(commits: commits, logger: context.logger), health: context.health)
            let assistants = MCPEndpoint(
                api: api, gatekeeper: gatekeeper, isTradingEnabled: settings[AssistantKeys.trading],
                allowedOrigins: Set(settings[GatewayKeys.corsOrigins]),
                maximumBodyBytes: settings[GatewayKeys.maximumBodyBytes], logger: context.logger)
            let deadlines = Deadlines()
            // Connections of its own, so that a backlog of webhooks never keeps a request waiting.
            var background = database
            background.connections = 2
            let dispatcher = WebhookVault(settings[WebhookKeys.secret]).map {
                WebhookDispatcher(
                    settings, vault: $0, pool: PostgresPool(background, logger: context.logger),
                    instance: context.instance, logger: context.logger)
            }
            return DaemonPlan(
                dependencies: [context.dependency(on: bus), context.dependency(on: database)],
                services: [dispatcher].compactMap(\.self) + [
                    use, rights, deadlines,
                    GatewayServer(
                        adapter: HTTPAdapter(
                            api: api, gatekeeper: gatekeeper, assistants: assistants,
                            limits: HTTPLimits(settings, deadlines: deadlines), tracer: context.tracer,
                            logger: context.logger),
                        sockets: SocketIOServer(
                            settings: SocketIOSettings(settings),
                            namespaces: ["/": live]),
                        host: settings[GatewayKeys.host], port: settings[GatewayKeys.port],
                        logger: context.logger),
                    // Stop first: a server does not end before its clients have, and they wait for events.
                    events.hub, live,
                    SuiteMetrics(bus: bus),
                    JobSweeper(records: records, bus: bus, logger: context.logger),
                    IdempotencySweeper(idempotency: idempotency, logger: context.logger),
                ])
        }
    }
}
