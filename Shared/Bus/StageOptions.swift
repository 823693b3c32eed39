/// How a service works through its streams.
///
/// One value for all its shards.
public struct StageOptions: Sendable, Equatable {
    /// Entries read from one stream at a time.
    ///
    /// More gives throughput, less gives latency under load.
    public var batchSize = 512
    /// How long an idle read waits.
    ///
    /// Also bounds how late a stop is noticed, so it stays below the shutdown grace.
    public var blockMilliseconds = 250
    /// A snapshot is due after this many entries of a shard; a take-over replays at most twice as many.
    public var snapshotEvery = 4096
    /// How long a silent owner keeps its shards.
    public var leaseMilliseconds = 5000
    /// How long an idle read waits in fact.
    ///
    /// Leases are renewed between two reads, so one that waited as long as they last would lose them.
    public var idleWaitMilliseconds: Int { min(blockMilliseconds, leaseMilliseconds / 4) }
    /// Entries of an output stream above which the stage trims what every reader has passed, and where that is not
    /// enough waits for its readers.
    public var highWater = 50_000
    /// How long an entry is kept although every reader has passed it, so that a client can catch up.
    public var retainMilliseconds: UInt64 = 900_000
    /// This process, unique among the service's replicas.
    public var instance: String

    /// The defaults, for one instance.
    public init(instance: String) { self.instance = instance }
}
