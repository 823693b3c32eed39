import Bus
import DaemonShell
import Messages
import Postgres
import ServiceRuntime

@main enum Main {
    static func main() async {
        await Daemon.main(.recorder) { context in
            let bus = context.redisBus()
            let database = try PostgresOptions(
                url: context.settings[PostgresKeys.url].revealed,
                password: context.settings[PostgresKeys.password].revealed,
                connections: context.settings[PostgresKeys.connections])
            let sink = RecorderSink(database, logger: context.logger)
            let probe = PostgresPool(database, logger: context.logger)
            return DaemonPlan(
                dependencies: [
                    context.dependency(on: bus),
                    Dependency("postgres", at: database.description) {
                        _ = try await probe.query("SELECT 1")
                    },
                ],
                services: [SinkService(sink, on: bus, options: batches(context.stageOptions))])
        }
    }

    /// A transaction costs one wait for the disk, however many rows it holds, so the recorder takes more at once than
    /// a stage whose readers wait for it.
    private static func batches(_ options: StageOptions) -> StageOptions {
        var options = options
        options.batchSize *= 4
        return options
    }
}
