public import CipherEngineCore
public import ConfirmerCore
public import Domain
public import ExecutorCore
public import RouterCore
public import StrategyGenCore
public import VolumeProfileCore

/// What the engines of a deployment are told: the same for the daemons and for a replay of them.
public struct SuiteSettings: Sendable, Equatable {
    /// Number of shards; results do not depend on it, but commands and snapshots do.
    public var shardCount: Int
    /// The router's settings.
    public var router: RouterSettings
    /// cipher-engine's settings.
    public var cipher: CipherSettings
    /// volume-profile's settings.
    public var profile: ProfileSettings
    /// strategy-gen's settings.
    public var strategy: StrategySettings
    /// The confirmer's settings.
    public var confirmer: ConfirmerSettings
    /// The executor's settings.
    public var executor: ExecutorSettings

    /// The defaults of every engine, for these bars.
    ///
    /// - Parameters:
    ///   - base: Interval of the bars the venue brings; also the one that is traded.
    ///   - higher: Intervals the router builds from it, each a multiple.
    ///   - shardCount: Number of shards, at least one.
    public init(base: Interval = .thirtyMinutes, higher: [Interval] = [.fourHours], shardCount: Int = 16) {
        self.shardCount = shardCount
        router = RouterSettings(baseInterval: base, higherIntervals: higher, alerts: AlertSettings())
        cipher = CipherSettings()
        profile = ProfileSettings()
        strategy = StrategySettings()
        confirmer = ConfirmerSettings(
            engines: ConfirmerSettings.suiteEngines + [.external(weight: Rate(basisPoints: 3_000))])
        executor = ExecutorSettings(interval: base)
    }
}
