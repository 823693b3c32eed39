/// How a service works through its streams. One value for all its shards.
public struct StageOptions: Sendable, Equatable {
    /// Entries read from one stream at a time. More gives throughput, less gives latency under load.
    public var batchSize = 512
    /// How long an idle read waits. Also bounds how late a stop is noticed, so it stays below the shutdown grace.
    public var blockMilliseconds = 250
    /// A snapshot is due after this many entries of a shard; a take-over replays at most twice as many.
    public var snapshotEvery = 4096
    /// How long a silent owner keeps its shards.
    public var leaseMilliseconds = 5000
    /// Entries of an output stream above which the stage waits for its readers.
    public var highWater = 100_000
    /// Entries a stream keeps although every reader has passed them, so that a client can catch up.
    public var retainedEntries = 10_000
    /// This process, unique among the service's replicas.
    public var instance: String

    /// The defaults, for one instance.
    public init(instance: String) { self.instance = instance }
}
