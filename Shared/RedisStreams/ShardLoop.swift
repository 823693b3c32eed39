internal import BlockingThreads
internal import Bus
internal import Domain
internal import Logging
internal import Messages

/// Owns shards and works through their streams, on a thread and a connection of its own.
///
/// Starting, taking over and recovering are one path: take the lease with a new token, read the committed cursors,
/// rebuild, go on. Anything that goes wrong with the server throws away all state in memory and leads back here.
actor ShardLoop<Factory: ShardWorkerFactory> {
    private let thread: BlockingThread
    private let factory: Factory
    private let settings: RedisSettings
    private let options: StageOptions
    private let logger: Logger
    private let metrics: StageMetrics
    private var ownership: Ownership
    private var workers: [Shard: Factory.Worker] = [:]
    private var connection: RedisConnection?
    private var scripts = Scripts()
    private var nextHeartbeat = ContinuousClock.now
    private var backoff = Backoff()
    private var isReachable = true

    nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    init(_ factory: sending Factory, settings: RedisSettings, options: StageOptions, logger: Logger) {
        self.factory = factory
        self.settings = settings
        self.options = options
        self.logger = logger
        let service = factory.service
        thread = BlockingThread(name: service.rawValue)
        metrics = StageMetrics(service)
        ownership = Ownership(service: service, options: options, shardCount: settings.shardCount)
    }

    /// Works until the task is cancelled, then gives its shards up at once.
    func run() async throws {
        while !Task.isCancelled {
            do {
                let connection = try await connected()
                try await maintain(connection)
                try await turn(connection)
                backoff.reset()
            } catch BusError.unavailable(let reason) {
                await recover(from: reason)
            } catch is CancellationError {
                break
            }
        }
        handOver()
    }

    private func connected() async throws(BusError) -> RedisConnection {
        if let connection { return connection }
        let connection = try RedisConnection(
            settings, name: "\(factory.service.rawValue)/\(options.instance)")
        try scripts.load(connection)
        self.connection = connection
        nextHeartbeat = .now
        if !isReachable {
            isReachable = true
            metrics.reconnected()
            logger.info("The dependency is back")
        }
        return connection
    }

    /// Forgets the connection and all state in memory; what was committed is read back on the way up.
    private func recover(from reason: String) async {
        if isReachable {
            logger.warning("A dependency is away, waiting for it", metadata: ["reason": "\(reason)"])
        }
        isReachable = false
        connection = nil
        workers.removeAll()
        metrics.owns(0)
        try? await Task.sleep(for: backoff.pause())
    }

    /// Heartbeat, renewal, balance: ten times per lease, so that a stop or a start is noticed in half a second.
    private func maintain(_ connection: RedisConnection) async throws {
        let now = ContinuousClock.now
        for worker in Array(workers.values) {
            try unlessFenced { () throws(BusError) in try worker.maintain(now: now, connection: connection) }
        }
        guard now >= nextHeartbeat else { return }
        nextHeartbeat = now + .milliseconds(options.leaseMilliseconds / 10)
        try ownership.heartbeat(connection, scripts)
        let lost = try ownership.renew(workers.values.map(\.lease), connection, scripts)
        for lease in lost { drop(lease.shard) }
        try giveBack(connection)
        try await takeFree(connection)
        // Too few still: another instance is about to give some up.
        if workers.count < ownership.quota { nextHeartbeat = now + .milliseconds(100) }
        metrics.owns(workers.count)
        metrics.heldBack(workers.values.count { $0.isHeldBack })
    }

    private func giveBack(_ connection: RedisConnection) throws(BusError) {
        let surplus = workers.count - ownership.quota
        guard surplus > 0 else { return }
        for shard in workers.keys.sorted().suffix(surplus) {
            guard let worker = workers.removeValue(forKey: shard) else { continue }
            try ownership.release(worker.lease, connection, scripts)
            logger.info("Shard handed over", metadata: ["shard": "\(shard.name)"])
        }
    }

    private func takeFree(_ connection: RedisConnection) async throws {
        guard workers.count < ownership.quota else { return }
        let candidates = ownership.candidates(holding: Set(workers.keys))
        for shard in candidates {
            guard workers.count < ownership.quota else { return }
            guard let lease = try ownership.acquire(shard, connection, scripts) else { continue }
            workers[shard] = try await factory.adopt(lease, connection: connection, scripts: scripts)
            metrics.rebuilt()
            logger.info("Shard taken", metadata: ["shard": "\(shard.name)", "token": "\(lease.token)"])
            // The others come after the next renewal: a long rebuild must not cost the leases taken before it.
            guard ContinuousClock.now < nextHeartbeat else { return }
        }
    }

    /// Does something under a lease; a lease that turns out to be lost costs the shard and nothing else.
    private func unlessFenced(_ body: () throws(BusError) -> Void) throws(BusError) {
        do {
            try body()
        } catch {
            guard case .fenced(let shard) = error else { throw error }
            drop(shard)
        }
    }

    private func drop(_ shard: Shard) {
        workers[shard] = nil
        metrics.lostLease()
        logger.warning("Shard let go, its lease has ended", metadata: ["shard": "\(shard.name)"])
    }

    /// One read of everything that is wanted, then one commit per shard that had entries.
    private func turn(_ connection: RedisConnection) async throws {
        var places: [String: (shard: Shard, stream: StreamKind)] = [:]
        var keys: [String] = []
        var positions: [String] = []
        for (shard, worker) in workers {
            for (stream, after) in worker.wanted {
                let key = stream.key(in: shard)
                places[key] = (shard, stream)
                keys.append(key)
                positions.append(after.description)
            }
        }
        guard !keys.isEmpty else {
            // Nothing owned, or all of it held back.
            try await Task.sleep(for: .milliseconds(20))
            return
        }
        connection.buffer.command(
            [
                "XREAD", "COUNT", String(options.batchSize), "BLOCK", String(options.idleWaitMilliseconds),
                "STREAMS",
            ]
                + keys + positions)
        try connection.send()
        let streams = try connection.receive(StreamReply.streams).get()
        guard !streams.isEmpty else { return }
        var batches: [Shard: [(stream: StreamKind, entries: [RawEntry])]] = [:]
        for (key, entries) in streams {
            guard let place = places[key] else { continue }
            batches[place.shard, default: []].append((place.stream, entries))
        }
        try await take(batches, connection)
    }

    private func take(
        _ batches: [Shard: [(stream: StreamKind, entries: [RawEntry])]], _ connection: RedisConnection
    ) async throws {
        var pending: [Factory.Worker] = []
        for shard in batches.keys.sorted() {
            guard let worker = workers[shard], let entries = batches[shard] else { continue }
            let start = ContinuousClock.now
            do {
                if try await worker.take(entries, connection: connection) { pending.append(worker) }
            } catch BusError.fenced {
                drop(shard)
            }
            metrics.stepped(
                entries: entries.reduce(0) { $0 + $1.entries.count }, in: ContinuousClock.now - start)
        }
        guard !pending.isEmpty else { return }
        let start = ContinuousClock.now
        try connection.send()
        // Every answer is read before any failure is acted on, or the next answer would be taken for another's.
        var answers: [RedisValue] = []
        for _ in pending { answers.append(try connection.receive()) }
        metrics.committed(pending.count, in: ContinuousClock.now - start)
        for (worker, answer) in zip(pending, answers) {
            try unlessFenced { () throws(BusError) in try worker.committed(answer, connection: connection) }
        }
    }

    private func handOver() {
        guard let connection else { return }
        for worker in workers.values { try? ownership.release(worker.lease, connection, scripts) }
        try? ownership.leave(connection, scripts)
        workers.removeAll()
        self.connection = nil
        logger.info("Shards handed over")
    }
}
