import CoreMetrics
import FoundationEssentials
import Logging
public import Messages
import ServiceLifecycle
import UnixSignals

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The shell every daemon lives in: command line, configuration, logs, metrics, health, start and stop.
public enum Daemon {
    /// Runs a daemon and ends the process with an exit code of ``ExitCode``.
    ///
    /// - Parameters:
    ///   - service: Which daemon.
    ///   - arguments: Its command line; nil for this process's own.
    ///   - compose: Puts its parts together once the configuration is accepted. Connects to nothing yet. What it throws
    ///     is a configuration that only the parts themselves can refuse.
    public static func main(
        _ service: ServiceName, arguments: [String]? = nil, compose: (DaemonContext) throws -> DaemonPlan
    ) async -> Never {
        let code = await run(
            service, arguments: arguments ?? Array(CommandLine.arguments.dropFirst()),
            environment: ProcessInfo.processInfo.environment, compose: compose)
        exit(code.rawValue)
    }

    static func run(
        _ service: ServiceName, arguments: [String], environment: [String: String],
        compose: (DaemonContext) throws -> DaemonPlan
    ) async -> ExitCode {
        let schema = SettingsSchema.of(service)
        let command: DaemonCommand
        do {
            command = try DaemonCommand(arguments: arguments, environment: environment)
        } catch {
            say("\(service.rawValue): \(error.argument) makes no sense here; see \(service.rawValue) --help")
            return .usage
        }
        guard command.action != .help else {
            LogOutput.standardOutput.append(Array(usage(service, schema).utf8))
            return .success
        }
        let settings: ResolvedSettings
        do {
            settings = try ResolvedSettings(schema, environment: environment, file: command.configurationFile)
        } catch {
            say("\(service.rawValue): \(error)")
            return .configuration
        }
        switch command.action {
        case .printConfiguration:
            LogOutput.standardOutput.append(Array(settings.printed.utf8))
            return .success
        case .healthcheck: return await healthcheck(settings)
        case .run, .help: return await serve(service, settings, compose)
        }
    }

    private static func serve(
        _ service: ServiceName, _ settings: ResolvedSettings, _ compose: (DaemonContext) throws -> DaemonPlan
    ) async -> ExitCode {
        let configured = settings[ProcessKeys.instance]
        let instance = configured.isEmpty ? InstanceName.make() : configured
        let level = Logger.Level(rawValue: settings[ProcessKeys.logLevel].rawValue) ?? .info
        LoggingSystem.bootstrap { _ in
            JSONLogHandler(
                service: service.rawValue, instance: instance, level: level, output: .standardError)
        }
        let metrics = MetricsRegistry()
        MetricsSystem.bootstrap(metrics)
        let logger = Logger(label: service.rawValue)
        let tracing = Tracing(settings, of: service, instance: instance, logger: logger)
        let context = DaemonContext(
            service: service, instance: instance, settings: settings, logger: logger,
            health: HealthRegistry(), tracer: tracing?.tracer)
        do {
            let plan: DaemonPlan
            do {
                plan = try compose(context)
            } catch {
                say("\(service.rawValue): \(error)")
                return .configuration
            }
            try await group(plan, context, metrics, tracing).run()
            logger.info("Stopped")
            return .success
        } catch let error as DependencyUnavailable {
            logger.critical("Gave up waiting for a dependency", metadata: [LogKey.error: "\(error)"])
            return .unavailable
        } catch {
            logger.critical("A service failed; the process stops", metadata: [LogKey.error: "\(error)"])
            return .software
        }
    }

    private static func group(
        _ plan: DaemonPlan, _ context: DaemonContext, _ metrics: MetricsRegistry, _ tracing: Tracing?
    ) -> ServiceGroup {
        let settings = context.settings
        let grace = Duration.milliseconds(settings[ProcessKeys.shutdownGrace])
        let admin = AdminServer(
            host: settings[ProcessKeys.adminHost], port: settings[ProcessKeys.adminPort],
            health: context.health, metrics: metrics, logger: context.logger)
        let work = WorkAfterDependencies(
            plan: plan, context: context, limit: .milliseconds(settings[ProcessKeys.startupLimit]))
        // Twice the grace would hang an orchestrator; a little more lets the group's own cancellation work first.
        let watchdog = ShutdownWatchdog(limit: grace + .seconds(2), logger: context.logger)
        var configuration = ServiceGroupConfiguration(
            // First, and so stopped last: it sends what the others did until their end.
            services: [tracing?.exporter].compactMap(\.self).map { .init(service: $0) } + [
                .init(service: admin, failureTerminationBehavior: .gracefullyShutdownGroup),
                .init(service: work, failureTerminationBehavior: .gracefullyShutdownGroup),
                .init(service: watchdog, successTerminationBehavior: .ignore),
            ],
            gracefulShutdownSignals: [.sigterm, .sigint], logger: context.logger)
        configuration.maximumGracefulShutdownDuration = grace
        return ServiceGroup(configuration: configuration)
    }

    private static func healthcheck(_ settings: ResolvedSettings) async -> ExitCode {
        let port = settings[ProcessKeys.adminPort]
        guard port != 0 else {
            say("healthcheck needs a fixed admin.port")
            return .configuration
        }
        guard let answer = await HealthProbe.ask(host: settings[ProcessKeys.adminHost], port: port) else {
            say("nothing answers on port \(port)")
            return .unready
        }
        LogOutput.standardOutput.append(Array(answer.body.utf8))
        return answer.status == 200 ? .success : .unready
    }

    private static func usage(_ service: ServiceName, _ schema: SettingsSchema) -> String {
        """
        usage: \(service.rawValue) [--config FILE] [--print-config | healthcheck]

          --config FILE   YAML file, also \(DaemonCommand.configurationVariable); the environment wins over it
          --print-config  show the values in force and where each came from, secrets hidden
          healthcheck     ask the running daemon on admin.port whether it is ready; exit 0 or 1
          --help          this text
        \(ConfigurationReference.help(schema))
        """
    }

    /// One line for a person, before there is a log.
    private static func say(_ line: String) {
        LogOutput.standardError.append(Array("\(line)\n".utf8))
    }
}
