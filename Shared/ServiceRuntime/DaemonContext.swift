public import Bus
public import Logging
public import Messages
public import Traces

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
    /// Who is told of what the process does with messages and requests; nil where nobody wants to know.
    public let tracer: Tracer?

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
