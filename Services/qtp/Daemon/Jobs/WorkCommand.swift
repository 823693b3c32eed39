import ArgumentParser
import Bus
import DaemonShell
import DatabaseShell
import JobRecords
import Messages
import Postgres
import RedisStreams
import ServiceRuntime

/// `qtp work`: a daemon like the others, which lives here because it composes the cores of all of them.
struct WorkCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "work", abstract: "Carries out jobs until it is told to stop.",
        discussion: "A daemon: qtp work --help shows its settings. Any number may run side by side.")

    @Argument(
        parsing: .captureForPassthrough,
        help: "As for every daemon: --config FILE, --print-config, healthcheck.")
    var arguments: [String] = []

    func run() async throws {
        await Daemon.main(.worker, arguments: arguments) { context in
            let settings = context.settings
            let bus = context.redisBus()
            // Long questions of a job must not keep another job waiting for a connection.
            let database = try PostgresOptions(
                configuration: settings,
                connections: max(settings[PostgresKeys.connections], settings[JobKeys.concurrency] + 1),
                statementTimeoutMilliseconds: 300_000)
            let pool = PostgresPool(database, logger: context.logger)
            let records = JobRecords(pool)
            let cancellations = JobCancellations(bus)
            let worker = JobWorker(
                works: JobCatalogue.works(
                    JobTools(bus: bus, pool: pool, settings: settings, records: records)),
                instance: context.instance, cancellations: cancellations, records: records,
                limits: JobLimits(
                    time: .seconds(60 * settings[JobKeys.timeLimit]),
                    resultBytes: settings[JobKeys.resultLimit] << 20),
                logger: context.logger)
            return DaemonPlan(
                dependencies: [context.dependency(on: bus), context.dependency(on: database)],
                services: [
                    cancellations,
                    JobHousekeeping(
                        records: records, keepDays: settings[JobKeys.keepDays],
                        keepCount: settings[JobKeys.keepCount], logger: context.logger),
                    BusService(on: bus) { [options = context.queueOptions] in
                        try await $0.runQueue(worker, options: options)
                    },
                ])
        }
    }
}

extension DaemonContext {
    fileprivate var queueOptions: QueueOptions {
        var options = QueueOptions(instance: instance)
        options.concurrency = settings[JobKeys.concurrency]
        options.claimMilliseconds = settings[JobKeys.claim]
        options.maximumDeliveries = settings[JobKeys.attempts]
        options.blockMilliseconds = settings[BusKeys.block]
        options.retainMilliseconds = UInt64(settings[BusKeys.retain])
        return options
    }
}
