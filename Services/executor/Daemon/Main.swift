import Bus
import DaemonShell
import DatabaseShell
import ExecutorConfiguration
import ExecutorCore
import Messages
import ServiceRuntime

@main enum Main {
    static func main() async {
        await Daemon.main(.executor) { context in
            let settings = ExecutorSettings(configuration: context.settings)
            try RefusedSettings.check(settings.problems)
            let bus = context.redisBus()
            let database = try context.database()
            let journal = PostgresJournal(database, logger: context.logger)
            return DaemonPlan(
                dependencies: [context.dependency(on: bus), context.dependency(on: database)],
                services: [
                    BusService(on: bus) { [options = context.stageOptions] in
                        try await $0.runStage(
                            Executor.self, settings: settings, options: options, journal: journal)
                    }
                ])
        }
    }
}
