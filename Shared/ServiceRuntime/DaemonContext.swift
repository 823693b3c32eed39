public import Bus
public import Logging
public import Messages

/// What the shell gives to a daemon's composition.
public struct DaemonContext: Sendable {
    /// Whose process this is.
    public let service: ServiceName
    /// This process among the service's replicas.
    public let instance: String
    /// The configuration, checked.
    public let settings: ResolvedSettings
    /// For everything the process logs.
    public let logger: Logger
    /// Where parts of the process tell whether they serve.
    public let health: HealthRegistry

    /// How stages work through their streams.
    public var stageOptions: StageOptions {
        var options = StageOptions(instance: instance)
        options.batchSize = settings[BusKeys.batchSize]
        options.blockMilliseconds = settings[BusKeys.block]
        options.snapshotEvery = settings[BusKeys.snapshotEvery]
        options.leaseMilliseconds = settings[BusKeys.lease]
        options.highWater = settings[BusKeys.highWater]
        options.retainMilliseconds = UInt64(settings[BusKeys.retain])
        return options
    }
}
