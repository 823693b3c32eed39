internal import Bus
internal import Domain
internal import Logging
internal import Messages
internal import Synchronization
internal import Traces

/// One shard of a source: a task that runs while the lease is held.
final class SourceWorker: ShardWorker {
    let lease: Lease
    let isHeldBack = false
    /// A source reads outside the bus.
    let wanted: [(stream: StreamKind, after: EntryID)] = []
    private let retention: AgeRetention
    private let task: Task<Void, Never>
    private let hasEnded: Flag
    private var nextTrim = ContinuousClock.now + .seconds(10)

    init(lease: Lease, retention: AgeRetention, task: Task<Void, Never>, hasEnded: Flag) {
        self.lease = lease
        self.retention = retention
        self.task = task
        self.hasEnded = hasEnded
    }

    /// The loop lets go of the worker when the shard is lost or handed over.
    deinit { task.cancel() }

    func take(
        _ entries: [(stream: StreamKind, entries: [RawEntry])], connection: RedisConnection
    ) async throws -> Bool { false }

    func committed(_ answer: RedisValue, connection: RedisConnection) {}

    func maintain(now: ContinuousClock.Instant, connection: RedisConnection) throws(BusError) {
        // A source that stopped by itself is started again under a new token.
        guard !hasEnded.isRaised else { throw .fenced(lease.shard) }
        guard now >= nextTrim else { return }
        nextTrim = now + .seconds(10)
        try retention.trim(in: lease.shard, connection)
    }
}

/// Raised once, read from elsewhere.
final class Flag: Sendable {
    private let state = Atomic(false)
    var isRaised: Bool { state.load(ordering: .acquiring) }
    func raise() { state.store(true, ordering: .releasing) }
}

/// Takes a source's shard and starts producing.
struct SourceFactory<Origin: ShardSource>: ShardWorkerFactory {
    let source: Origin
    let settings: RedisSettings
    let options: StageOptions
    let metrics: StageMetrics
    let tracer: Tracer?
    let logger: Logger
    var service: ServiceName { Origin.service }

    func adopt(
        _ lease: Lease, connection: RedisConnection, scripts: Scripts
    ) async throws -> SourceWorker {
        let saved = try connection.call("HGET", Keys.snapshot(Origin.service, lease.shard), "state")
        let owned = OwnedRedisShard(
            lease: lease, service: Origin.service, outputs: Origin.outputs, options: options,
            savedState: saved.data,
            client: RedisClient(
                settings, name: "\(Origin.service.rawValue)/\(options.instance)/\(lease.shard.name)"),
            scripts: scripts, metrics: metrics, tracer: tracer)
        // A loose task, because its life is the lease's: the worker's end cancels it.
        let hasEnded = Flag()
        let task = Task { [source, logger] in
            defer { hasEnded.raise() }
            do {
                try await source.run(owned)
            } catch is CancellationError {
                return
            } catch {
                logger.warning(
                    "Source of a shard stopped",
                    metadata: ["shard": "\(owned.shard.name)", "reason": "\(error)"])
            }
        }
        let retention = AgeRetention(
            outputs: Origin.outputs, retainMilliseconds: options.retainMilliseconds)
        return SourceWorker(lease: lease, retention: retention, task: task, hasEnded: hasEnded)
    }
}
