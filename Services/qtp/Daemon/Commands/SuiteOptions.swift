import ArgumentParser
import CipherEngineConfiguration
import CipherEngineCore
import ConfirmerConfiguration
import ConfirmerCore
import DaemonShell
import Domain
import ExecutorConfiguration
import ExecutorCore
import Foundation
import Logging
import OperatorCore
import RedisStreams
import RouterConfiguration
import RouterCore
import ServiceRuntime
import StrategyGenConfiguration
import StrategyGenCore
import VolumeProfileConfiguration
import VolumeProfileCore

/// Where a command finds its settings.
struct SuiteOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "YAML file with settings, also QTP_CONFIG; the environment wins.", valueName: "file"))
    var config: String?

    /// The configuration, checked.
    func resolved() throws -> ResolvedSettings {
        let environment = ProcessInfo.processInfo.environment
        return try ResolvedSettings(
            .operator, environment: environment, file: config ?? environment["QTP_CONFIG"])
    }

    /// What the engines are told, as their daemons read it from the same keys.
    func settings() throws -> SuiteSettings { SuiteSettings(try resolved()) }

    /// The suite's bus.
    func bus() throws -> RedisBus { RedisBus(try resolved()) }
}

extension RedisBus {
    init(_ settings: ResolvedSettings) {
        // A command line tells its user what went wrong; a log beside it would say it twice.
        self.init(
            settings: RedisSettings(configuration: settings),
            logger: Logger(label: "qtp") { _ in SwiftLogNoOpLogHandler() })
    }
}

extension SuiteSettings {
    /// The engines' settings, read by the code their daemons read them with.
    init(_ settings: ResolvedSettings) {
        let intervals = settings[MarketKeys.intervals]
        self.init(
            base: intervals[0], higher: Array(intervals.dropFirst()), shardCount: settings[BusKeys.shards])
        router = RouterSettings(configuration: settings)
        cipher = CipherSettings(configuration: settings)
        profile = ProfileSettings(configuration: settings)
        strategy = StrategySettings(configuration: settings)
        confirmer = ConfirmerSettings(configuration: settings)
        executor = ExecutorSettings(configuration: settings)
    }
}
