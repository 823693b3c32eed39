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
            let idempotency = Idempotency(
                pool: pool, hold: settings[GatewayKeys.commandTimeout] + Idempotency.marginMilliseconds)
            let authenticator = Authenticator(settings: settings)
            let api = GatewayAPI(
                settings: settings,
                history: History(pool: pool, tradedInterval: settings[ExecutorKeys.interval]),
                idempotency: idempotency,
                jobs: JobDesk(records: records, bus: bus, queueLimit: settings[JobKeys.queueLimit]), bus: bus,
                health: context.health, logger: context.logger)
            return DaemonPlan(
                dependencies: [context.dependency(on: bus), context.dependency(on: database)],
                services: [
                    JobSweeper(records: records, bus: bus, logger: context.logger),
                    GatewayServer(
                        adapter: HTTPAdapter(
                            api: api, authenticator: authenticator,
                            maximumBodyBytes: settings[GatewayKeys.maximumBodyBytes], logger: context.logger),
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
