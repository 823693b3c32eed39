internal import Bus
internal import Domain
internal import Logging
internal import Messages
internal import Pipeline
internal import Traces

/// One shard of an exactly-once stage: steps the core in place and commits what follows.
///
/// The core is not copied before a batch. When a commit fails the worker is thrown away and a new one is rebuilt from
/// the last snapshot (ADR 0004).
final class StageWorker<Core: Processor>: ShardWorker {
    let lease: Lease
    private let options: StageOptions
    private let journal: (any EffectJournal)?
    private let metrics: StageMetrics
    private var spans: StreamSpans?
    private let logger: Logger
    private let scripts: Scripts
    private let outputs: [StreamKind]
    private var core: Core
    /// Committed places, and how many entries lie before them.
    private var cursors: [StreamKind: (id: EntryID, read: Int)]
    /// What the batch in flight moves the cursors to.
    private var proposed: [StreamKind: (id: EntryID, read: Int)] = [:]
    private var outbox = Outbox()
    private var entriesSinceSnapshot = 0
    /// A batch that is journalled but not committed; it is taken again exactly, before anything else.
    private var planned: [(stream: StreamKind, entries: [RawEntry])]?
    private(set) var isHeldBack = false
    private var nextTrim = ContinuousClock.now + .seconds(10)

    init(
        core: Core, lease: Lease, cursors: [StreamKind: (id: EntryID, read: Int)],
        planned: [(stream: StreamKind, entries: [RawEntry])]?, options: StageOptions,
        journal: (any EffectJournal)?, scripts: Scripts, metrics: StageMetrics, tracer: Tracer?,
        logger: Logger
    ) {
        self.core = core
        self.lease = lease
        self.cursors = cursors
        self.planned = planned
        self.options = options
        self.journal = journal
        self.scripts = scripts
        self.metrics = metrics
        spans = StreamSpans(tracer, Core.service)
        self.logger = logger
        outputs = Core.outputs + [.dead]
    }

    var wanted: [(stream: StreamKind, after: EntryID)] {
        guard !isHeldBack else { return [] }
        let saturated = core.saturated
        return Core.inputs.compactMap { stream in
            guard !saturated.contains(stream) else { return nil }
            return (stream, cursors[stream]?.id ?? .zero)
        }
    }

    func take(
        _ entries: [(stream: StreamKind, entries: [RawEntry])], connection: RedisConnection
    ) async throws -> Bool {
        if let planned {
            self.planned = nil
            return try await commit(planned, connection)
        }
        return try await commit(entries, connection)
    }

    /// Steps a batch, in an order that is a function of its entries alone: what comes from outside first, then input by input.
    private func commit(
        _ batch: [(stream: StreamKind, entries: [RawEntry])], _ connection: RedisConnection
    ) async throws -> Bool {
        var command = CommitCommand(
            lease: lease, service: Core.service, leaseMilliseconds: options.leaseMilliseconds,
            inputs: Core.inputs,
            outputs: outputs)
        var published: [Message.Body] = []
        var isDue = false
        proposed = cursors
        spans?.begin()
        for stream in Core.inputs.sorted(by: { $0.isFromOutside && !$1.isFromOutside }) {
            guard let entries = batch.first(where: { $0.stream == stream })?.entries, let last = entries.last
            else {
                continue
            }
            if stream.isFromOutside { isDue = true }
            for entry in entries { step(entry, from: stream, into: &command, published: &published) }
            let moved = (last.id, (cursors[stream]?.read ?? 0) + entries.count)
            proposed[stream] = moved
            command.cursors[stream] = moved
            entriesSinceSnapshot += entries.count
        }
        if isDue || entriesSinceSnapshot >= options.snapshotEvery {
            command.snapshot = try snapshotFields()
            entriesSinceSnapshot = 0
        }
        if let journal, !published.isEmpty {
            let plan = BatchPlan(
                shard: lease.shard, from: cursors.mapValues(\.id), through: proposed.mapValues(\.id))
            let start = spans == nil ? nil : SpanTime.now
            try await journal.record(plan, token: lease.token, outputs: published)
            if let start { spans?.journalled(from: start) }
        }
        command.write(to: &connection.buffer, digest: scripts.commit.digest)
        return true
    }

    private func step(
        _ entry: RawEntry, from stream: StreamKind, into command: inout CommitCommand,
        published: inout [Message.Body]
    ) {
        var trace: String?
        var span: TraceParent?
        do {
            let message = try Message(decoding: entry.strings)
            trace = message.trace
            span = spans?.take(message, from: stream, in: lease.shard, entry.id)
            try core.step(message, from: stream, into: &outbox)
            for item in outbox.items {
                let output = Message(
                    item.body,
                    trace: TraceContext.traceparent(
                        of: item.body.content.id, on: item.stream, causedBy: item.trace ?? message.trace))
                command.append(output, to: item.stream)
                spans?.send(output, to: item.stream, in: lease.shard, from: span, continuing: item.trace)
                if journal != nil { published.append(item.body) }
            }
            metrics.published(outbox.items.count)
            outbox.removeAll()
        } catch {
            outbox.removeAll()
            metrics.deadLettered()
            let letter = DeadLetters.letter(
                for: entry, of: stream, in: lease.shard, by: Core.service, reason: DeadLetters.reason(error))
            var metadata: Logger.Metadata = [
                "stream": "\(stream.rawValue)", "shard": "\(lease.shard.name)", "entryID": "\(entry.id)",
                "error": "\(letter.reason)",
            ]
            if let trace { metadata["trace"] = "\(trace)" }
            spans?.fail(span, letter.reason)
            logger.warning("An entry is a dead letter now", metadata: metadata)
            command.append(Message(.entryRejected(letter)), to: .dead)
        }
    }

    private func snapshotFields() throws -> [[UInt8]] {
        var fields: [[UInt8]] = [
            Array("version".utf8), Array(String(Core.snapshotVersion).utf8), Array("state".utf8),
            try core.snapshot(),
        ]
        for (stream, cursor) in proposed {
            fields.append(Array("cursor:\(stream.rawValue)".utf8))
            fields.append(Array(cursor.id.description.utf8))
        }
        return fields
    }

    func committed(_ answer: RedisValue, connection: RedisConnection) throws(BusError) {
        let lengths = try CommitCommand.lengths(answer, of: lease.shard)
        cursors = proposed
        spans?.commit()
        for (stream, length) in zip(outputs, lengths)
        where length > options.highWater && !stream.readers.isEmpty {
            if try Retention.trim(stream, in: lease.shard, keepingFrom: nil, connection) > options.highWater {
                isHeldBack = true
            }
        }
    }

    func maintain(now: ContinuousClock.Instant, connection: RedisConnection) throws(BusError) {
        if isHeldBack {
            isHeldBack = try isAnyOutputFull(connection)
        }
        guard now >= nextTrim else { return }
        nextTrim = now + .seconds(10)
        // What comes from outside has no stage that writes it, so its reader trims it.
        let foreign = Core.inputs.filter { $0.writers == [.gateway] }
        let retention = AgeRetention(
            outputs: Core.outputs + foreign, retainMilliseconds: options.retainMilliseconds)
        try retention.trim(in: lease.shard, connection)
    }

    private func isAnyOutputFull(_ connection: RedisConnection) throws(BusError) -> Bool {
        for stream in outputs where !stream.readers.isEmpty {
            let length = try Retention.trim(stream, in: lease.shard, keepingFrom: nil, connection)
            if length > options.highWater { return true }
        }
        return false
    }
}
