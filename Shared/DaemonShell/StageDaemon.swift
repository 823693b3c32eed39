internal import Bus
public import Pipeline
public import ServiceRuntime

/// A daemon that is one pure stage on the bus and nothing else.
public enum StageDaemon {
    /// Runs the stage until the process is told to stop.
    ///
    /// - Parameters:
    ///   - core: The stage's core, which also says whose daemon this is.
    ///   - settings: What the configuration says to the core.
    ///   - problems: What is wrong with those settings, in sentences; a daemon with problems does not start.
    public static func main<Core: Processor>(
        _ core: Core.Type, settings: (ResolvedSettings) -> Core.Settings,
        problems: (Core.Settings) -> [String] = { _ in [] }
    ) async -> Never {
        await Daemon.main(Core.service) { context in
            let bus = context.redisBus()
            let coreSettings = settings(context.settings)
            try RefusedSettings.check(problems(coreSettings))
            let options = context.stageOptions
            let stage = BusService(on: bus) {
                try await $0.runStage(Core.self, settings: coreSettings, options: options, journal: nil)
            }
            return DaemonPlan(dependencies: [context.dependency(on: bus)], services: [stage])
        }
    }
}

/// Settings that are each well formed and make no sense together.
public struct RefusedSettings: Error, CustomStringConvertible {
    private let problems: [String]

    /// Throws when there is a problem.
    public static func check(_ problems: [String]) throws(RefusedSettings) {
        guard problems.isEmpty else { throw RefusedSettings(problems: problems) }
    }

    /// One line.
    public var description: String { problems.joined(separator: "; ") }
}
