import Bus
import DaemonShell
import DatabaseShell
import Messages
import ServiceRuntime

@main enum Main {
    static func main() async {
        await Daemon.main(.recorder) { context in
            let bus = context.redisBus()
            let database = try context.database()
            let sink = RecorderSink(database, logger: context.logger)
            let options = batches(context.stageOptions)
            return DaemonPlan(
                dependencies: [context.dependency(on: bus), context.dependency(on: database)],
                services: [
                    StorageKeeper(database, settings: context.settings, logger: context.logger),
                    BusService(on: bus) { try await $0.runSink(sink, options: options) },
                ])
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
