internal import Bus
internal import Domain
internal import Messages

/// What an owner does with the entries of one shard.
///
/// Confined to the loop that owns it.
protocol ShardWorker: AnyObject {
    /// The right under which it works.
    var lease: Lease { get }
    /// The streams to read next and after which entry; empty while it is held back.
    var wanted: [(stream: StreamKind, after: EntryID)] { get }
    /// Whether it waits because readers of its outputs are too far behind.
    var isHeldBack: Bool { get }
    /// Takes entries in the order given, and appends at most one commit to the connection's buffer.
    ///
    /// - Returns: whether a commit was appended, whose answer must be handed to ``committed(_:connection:)``.
    func take(_ entries: [(stream: StreamKind, entries: [RawEntry])], connection: RedisConnection)
        async throws -> Bool
    /// Hears the answer to the commit.
    func committed(_ answer: RedisValue, connection: RedisConnection) throws(BusError)
    /// Called between reads, for what must happen from time to time.
    func maintain(now: ContinuousClock.Instant, connection: RedisConnection) throws(BusError)
}

/// Makes workers for shards that were taken: reads cursors back and rebuilds state.
protocol ShardWorkerFactory {
    associatedtype Worker: ShardWorker
    var service: ServiceName { get }
    func adopt(_ lease: Lease, connection: RedisConnection, scripts: Scripts) async throws -> Worker
}
