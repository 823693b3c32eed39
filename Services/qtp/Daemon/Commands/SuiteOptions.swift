import ArgumentParser
import CipherEngineCore
import ConfirmerCore
import DaemonShell
import Domain
import ExecutorCore
import Foundation
import Logging
import OperatorCore
import RedisStreams
import RouterCore
import ServiceRuntime
import StrategyGenCore
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
        let url = settings[BusKeys.redisURL]
        let own = settings[BusKeys.redisPassword]
        let password = url.password ?? (own.isEmpty ? nil : own)
        self.init(
            settings: RedisSettings(
                host: url.host, port: Int32(url.port ?? 6379), user: url.user, password: password?.revealed,
                shardCount: settings[BusKeys.shards]),
            // A command line tells its user what went wrong; a log beside it would say it twice.
            logger: Logger(label: "qtp") { _ in SwiftLogNoOpLogHandler() })
    }
}

extension SuiteSettings {
    /// The engines' settings from the keys their daemons read.
    ///
    /// `qtp demo --verify` holds the two readings together: a
    /// difference would show as a divergence.
    init(_ settings: ResolvedSettings) {
        let intervals = settings[MarketKeys.intervals]
        self.init(
            base: intervals[0], higher: Array(intervals.dropFirst()), shardCount: settings[BusKeys.shards])
        router = RouterSettings(
            baseInterval: intervals[0], higherIntervals: Array(intervals.dropFirst()),
            maximumHeldBars: settings[RouterKeys.heldBars], maximumHoleDays: settings[RouterKeys.holeDays])
        cipher = CipherSettings(
            waveTrendChannel: settings[CipherKeys.channel], waveTrendAverage: settings[CipherKeys.average],
            waveTrendSignal: settings[CipherKeys.signal], overbought: settings[CipherKeys.overbought],
            oversold: settings[CipherKeys.oversold],
            relativeStrengthLength: settings[CipherKeys.relativeStrength],
            moneyFlowPeriod: settings[CipherKeys.moneyFlow])
        let rowTicks = settings[ProfileKeys.rowTicks]
        profile = ProfileSettings(
            rollingLength: settings[ProfileKeys.rollingLength],
            minimumBars: settings[ProfileKeys.minimumBars],
            rowTicks: rowTicks == 0 ? nil : Int64(rowTicks), maximumRows: settings[ProfileKeys.maximumRows],
            valueAreaFraction: settings[ProfileKeys.valueArea])
        strategy = StrategySettings(maximumStrategies: settings[StrategyKeys.maximum])
        let quorum = settings[ConfirmerKeys.quorum]
        confirmer = ConfirmerSettings(
            engines: settings[ConfirmerKeys.engines].map { .init($0.engine, weight: $0.weight) },
            quorum: quorum == 0 ? nil : quorum, threshold: settings[ConfirmerKeys.threshold],
            vetoStrength: settings[ConfirmerKeys.vetoStrength],
            cooldownBars: settings[ConfirmerKeys.cooldown],
            timeToLiveBars: settings[ConfirmerKeys.timeToLive])
        executor = ExecutorSettings(
            interval: settings[ExecutorKeys.interval], capital: settings[ExecutorKeys.capital],
            riskFraction: settings[ExecutorKeys.riskFraction],
            allowsShort: settings[ExecutorKeys.allowsShort],
            feeRate: settings[ExecutorKeys.feeRate], slippageRate: settings[ExecutorKeys.slippageRate],
            maximumOrderNotional: settings[ExecutorKeys.maximumOrder],
            maximumPositionNotional: settings[ExecutorKeys.maximumPosition])
    }
}
