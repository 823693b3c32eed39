import DaemonShell
import ExecutorConfiguration
import ExecutorCore
import Messages
import Postgres
import ServiceRuntime

@main enum Main {
    static func main() async {
        await Daemon.main(.executor) { context in
            let settings = ExecutorSettings(configuration: context.settings)
            try RefusedSettings.check(settings.problems)
            let bus = context.redisBus()
            let database = try PostgresOptions(
                url: context.settings[PostgresKeys.url].revealed,
                password: context.settings[PostgresKeys.password].revealed,
                connections: context.settings[PostgresKeys.connections])
            let journal = PostgresJournal(database, logger: context.logger)
            let probe = PostgresPool(database, logger: context.logger)
            return DaemonPlan(
                dependencies: [
                    context.dependency(on: bus),
                    Dependency("postgres", at: database.description) {
                        _ = try await probe.query("SELECT 1")
                    },
                ],
                services: [
                    StageService(
                        Executor.self, on: bus, settings: settings, options: context.stageOptions,
                        journal: journal)
                ])
        }
    }
}
