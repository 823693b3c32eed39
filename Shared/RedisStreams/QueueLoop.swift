internal import BlockingThreads
internal import Bus
internal import Domain
internal import Logging
internal import Messages
internal import Synchronization
internal import Traces

/// Takes entries of a work queue on a thread and a connection of its own, and lets each be carried out beside it.
///
/// It keeps the claims of what is being carried out, so that only a replica that died, hangs or is cut off loses an
/// entry to another.
actor QueueLoop<Worker: QueueWorker> {
    /// What is being carried out here.
    private struct Held {
        let claim: RedisClaim
        /// Ends what carries the entry out.
        let lose: AsyncStream<Void>.Continuation
    }

    private let thread: BlockingThread
    private let worker: Worker
    private let settings: RedisSettings
    private let options: QueueOptions
    private let tracer: Tracer?
    private let metrics: StageMetrics
    private let logger: Logger
    private let key = Worker.queue.key(in: Shard(0))
    private let group = Worker.service.rawValue
    /// For what is being carried out, so that it never waits behind a blocking read.
    private let client: RedisClient
    private let held = Mutex<[EntryID: Held]>([:])
    private var connection: RedisConnection?
    private var backoff = Backoff()
    private var isReachable = true
    private var nextRenewal = ContinuousClock.now
    private var nextClaim = ContinuousClock.now
    private var nextTrim = ContinuousClock.now

    nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    init(_ worker: Worker, settings: RedisSettings, options: QueueOptions, tracer: Tracer?, logger: Logger) {
        self.worker = worker
        self.settings = settings
        self.options = options
        self.tracer = tracer
        self.logger = logger
        metrics = StageMetrics(Worker.service)
        thread = BlockingThread(name: Worker.queue.rawValue)
        client = RedisClient(settings, name: "\(Worker.queue.rawValue)/\(options.instance)/work")
    }

    /// Works until the task is cancelled, then lets go of what is not finished.
    func run() async throws {
        let (signals, signal) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        // Often enough to renew claims in time while everything is busy.
        let pause = Duration.milliseconds(max(options.claimMilliseconds / 8, 10))
        try await withThrowingDiscardingTaskGroup { tasks in
            tasks.addTask { while (try? await Task.sleep(for: pause)) != nil { signal.yield() } }
            var wakeUps = signals.makeAsyncIterator()
            while !Task.isCancelled {
                do {
                    let taken = try turn()
                    for (entry, delivery) in taken { start(entry, delivery, in: &tasks, signal) }
                    backoff.reset()
                } catch BusError.unavailable(let reason) {
                    await recover(from: reason)
                }
                if isBusy { _ = await wakeUps.next() }
            }
            tasks.cancelAll()
        }
    }

    private var isBusy: Bool { held.withLock { $0.count } >= options.concurrency }

    private func recover(from reason: String) async {
        logger.warning(
            "A work queue is away, waiting for it", metadata: ["queue": "\(key)", "reason": "\(reason)"])
        connection = nil
        isReachable = false
        try? await Task.sleep(for: backoff.pause())
    }

    /// Keeps what is held, and takes what there is room for: first what others let lie, then what is new.
    private func turn() throws(BusError) -> [(RawEntry, delivery: Int)] {
        let connection = try connected()
        let now = ContinuousClock.now
        if now >= nextRenewal {
            nextRenewal = now + .milliseconds(options.claimMilliseconds / 4)
            try renew(connection)
        }
        if now >= nextTrim {
            nextTrim = now + .seconds(10)
            try AgeRetention(outputs: Worker.outputs, retainMilliseconds: options.retainMilliseconds)
                .trim(in: Shard(0), connection)
        }
        let room = options.concurrency - held.withLock { $0.count }
        guard room > 0 else { return [] }
        if now >= nextClaim {
            let abandoned = try takeOver(room, connection)
            guard abandoned.isEmpty else { return abandoned }
            nextClaim = now + .milliseconds(options.claimMilliseconds / 2)
        }
        connection.buffer.command(
            "XREADGROUP", "GROUP", group, options.instance, "COUNT", String(room), "BLOCK",
            String(options.blockMilliseconds), "STREAMS", key, ">")
        try connection.send()
        let streams = try connection.receive(StreamReply.streams).get()
        return streams.flatMap(\.entries).map { ($0, 1) }
    }

    private func connected() throws(BusError) -> RedisConnection {
        if let connection { return connection }
        let connection = try RedisConnection(settings, name: "\(Worker.queue.rawValue)/\(options.instance)")
        _ = try Groups.adopt([Worker.queue], of: Worker.service, in: Shard(0), connection)
        self.connection = connection
        if !isReachable {
            isReachable = true
            metrics.reconnected()
        }
        return connection
    }

    private func renew(_ connection: RedisConnection) throws(BusError) {
        for item in held.withLock({ Array($0.values) }) where try !item.claim.renew(connection) {
            logger.warning(
                "An entry was lost to another instance",
                metadata: ["queue": "\(key)", "entryID": "\(item.claim.entry.id)"])
            item.lose.finish()
        }
    }

    private func takeOver(
        _ room: Int, _ connection: RedisConnection
    ) throws(BusError) -> [(RawEntry, delivery: Int)] {
        let answer = try connection.call(
            "XAUTOCLAIM", key, group, options.instance, String(options.claimMilliseconds), "0", "COUNT",
            String(room))
        var taken: [(RawEntry, delivery: Int)] = []
        for item in answer.array.count > 1 ? answer.array[1].array : [] {
            guard item.array.count == 2, let id = item.array[0].text.flatMap(EntryID.init) else { continue }
            let pending = try connection.call("XPENDING", key, group, "\(id)", "\(id)", "1").array.first
            guard let delivery = pending?.array.last?.integer else { continue }
            taken.append((RawEntry(id: id, strings: item.array[1].array.map { $0.text ?? "" }), delivery))
        }
        return taken
    }

    private func start(
        _ entry: RawEntry, _ delivery: Int, in tasks: inout ThrowingDiscardingTaskGroup<any Error>,
        _ signal: AsyncStream<Void>.Continuation
    ) {
        let message = Result { () throws(DecodingFailure) in try Message(decoding: entry.strings) }
        var spans = StreamSpans(tracer, Worker.service)
        spans?.begin()
        let step = (try? message.get()).flatMap {
            spans?.take($0, from: Worker.queue, in: Shard(0), entry.id)
        }
        let claim = RedisClaim(
            queue: key, group: group, consumer: options.instance, entry: entry, delivery: delivery,
            trace: try? message.get().trace, step: step, tracer: tracer, client: client)
        let begun = spans
        let (losses, lose) = AsyncStream.makeStream(of: Void.self)
        held.withLock { $0[entry.id] = Held(claim: claim, lose: lose) }
        tasks.addTask {
            await self.work(message, under: claim, until: losses, begun)
            lose.finish()
            self.held.withLock { _ = $0.removeValue(forKey: entry.id) }
            signal.yield()
        }
    }

    private nonisolated func work(
        _ message: Result<Message, DecodingFailure>, under claim: RedisClaim,
        until losses: AsyncStream<Void>,
        _ begun: StreamSpans?
    ) async {
        var spans = begun
        let start = ContinuousClock.now
        do {
            let outputs = try await self.outputs(of: message, under: claim, until: losses)
            metrics.stepped(entries: 1, in: ContinuousClock.now - start)
            try await finish(claim, outputs)
            for case .entryRejected(let letter) in outputs.lazy.map(\.message.body) {
                metrics.deadLettered()
                spans?.fail(claim.step, letter.reason)
            }
            metrics.published(outputs.count)
            spans?.commit()
        } catch is CancellationError {
            try? await claim.release()
        } catch BusError.fenced {
            return
        } catch {
            // Left where it is: it is taken again when its claim has run out.
            logger.warning(
                "An entry could not be finished now",
                metadata: ["entryID": "\(claim.entry.id)", "reason": "\(error)"])
        }
    }

    private nonisolated func outputs(
        of message: Result<Message, DecodingFailure>, under claim: RedisClaim, until losses: AsyncStream<Void>
    ) async throws -> [QueueOutput] {
        let entry: StreamEntry
        switch message {
        case .failure(let failure): return [letter(for: claim, reason: DeadLetters.reason(failure))]
        case .success(let message):
            entry = StreamEntry(stream: Worker.queue, shard: Shard(0), id: claim.entry.id, message: message)
        }
        guard claim.delivery <= options.maximumDeliveries else {
            let count = claim.delivery - 1
            let reason = "was taken \(count) times and never finished"
            return worker.giveUp(entry, afterDeliveries: count) + [letter(for: claim, reason: reason)]
        }
        do {
            return try await unlessLost(losses) { try await self.worker.carryOut(entry, under: claim) }
        } catch let error as BusError {
            throw error
        } catch {
            if error is CancellationError || Task.isCancelled { throw CancellationError() }
            return [letter(for: claim, reason: DeadLetters.reason(error))]
        }
    }

    /// Gives up what is being done as soon as the claim is lost.
    private nonisolated func unlessLost(
        _ losses: AsyncStream<Void>, _ body: @escaping @Sendable () async throws -> [QueueOutput]
    ) async throws -> [QueueOutput] {
        try await withThrowingTaskGroup(of: [QueueOutput].self) { group in
            group.addTask { try await body() }
            group.addTask {
                for await _ in losses {}
                try Task.checkCancellation()
                throw BusError.fenced(Shard(0))
            }
            defer { group.cancelAll() }
            return try await group.next() ?? []
        }
    }

    /// Repeats the last act until it is known to have happened, or somebody else has the entry.
    private nonisolated func finish(_ claim: RedisClaim, _ outputs: [QueueOutput]) async throws {
        var backoff = Backoff()
        while true {
            do {
                return try await claim.finish(outputs)
            } catch BusError.unavailable {
                try await Task.sleep(for: backoff.pause())
            }
        }
    }

    private nonisolated func letter(for claim: RedisClaim, reason: String) -> QueueOutput {
        var metadata: Logger.Metadata = [
            "stream": "\(Worker.queue.rawValue)", "entryID": "\(claim.entry.id)", "error": "\(reason)",
        ]
        if let trace = claim.trace { metadata["trace"] = "\(trace)" }
        logger.warning("An entry is a dead letter now", metadata: metadata)
        return QueueOutput(
            Message(
                .entryRejected(
                    DeadLetters.letter(
                        for: claim.entry, of: Worker.queue, in: Shard(0), by: Worker.service, reason: reason))
            ),
            to: .dead)
    }
}
