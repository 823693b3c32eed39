internal import Bus
internal import Domain
internal import Messages
internal import Traces

/// One shard of a sink: hands batches to a store that keeps the cursor, then lets the consumer groups follow.
final class SinkWorker<Target: Sink>: ShardWorker {
    let lease: Lease
    let isHeldBack = false
    private let sink: Target
    private let options: StageOptions
    private let scripts: Scripts
    private let metrics: StageMetrics
    private var spans: StreamSpans?
    private var cursors: [StreamKind: (id: EntryID, read: Int)]

    init(
        sink: Target, lease: Lease, cursors: [StreamKind: (id: EntryID, read: Int)], options: StageOptions,
        scripts: Scripts, metrics: StageMetrics, tracer: Tracer?
    ) {
        self.sink = sink
        self.lease = lease
        self.cursors = cursors
        self.options = options
        self.scripts = scripts
        self.metrics = metrics
        spans = StreamSpans(tracer, Target.service)
    }

    var wanted: [(stream: StreamKind, after: EntryID)] {
        Target.inputs.map { ($0, cursors[$0]?.id ?? .zero) }
    }

    func take(
        _ entries: [(stream: StreamKind, entries: [RawEntry])], connection: RedisConnection
    ) async throws -> Bool {
        var command = CommitCommand(
            lease: lease, service: Target.service, leaseMilliseconds: options.leaseMilliseconds,
            inputs: Target.inputs, outputs: [.dead])
        var stored: [StreamEntry] = []
        spans?.begin()
        var proposed = cursors
        for (stream, list) in entries {
            guard let last = list.last else { continue }
            for entry in list { decode(entry, from: stream, into: &stored, &command) }
            let moved = (last.id, (cursors[stream]?.read ?? 0) + list.count)
            proposed[stream] = moved
            command.cursors[stream] = moved
        }
        let refused = try await sink.storeApart(
            stored[...], of: lease.shard, token: lease.token, from: cursors.mapValues(\.id),
            through: proposed.mapValues(\.id))
        for (entry, reason) in refused {
            metrics.deadLettered()
            let raw = RawEntry(id: entry.id, strings: entry.message.encoded().strings)
            let letter = DeadLetters.letter(
                for: raw, of: entry.stream, in: lease.shard, by: Target.service, reason: reason)
            command.append(Message(.entryRejected(letter)), to: .dead)
        }
        spans?.commit()
        // The data is safe: should the groups not follow now, they will with the next batch.
        cursors = proposed
        command.write(to: &connection.buffer, digest: scripts.commit.digest)
        return true
    }

    private func decode(
        _ entry: RawEntry, from stream: StreamKind, into stored: inout [StreamEntry],
        _ command: inout CommitCommand
    ) {
        do {
            let message = try Message(decoding: entry.strings)
            _ = spans?.take(message, from: stream, in: lease.shard, entry.id)
            stored.append(StreamEntry(stream: stream, shard: lease.shard, id: entry.id, message: message))
        } catch {
            metrics.deadLettered()
            let letter = DeadLetters.letter(
                for: entry, of: stream, in: lease.shard, by: Target.service, reason: DeadLetters.reason(error)
            )
            command.append(Message(.entryRejected(letter)), to: .dead)
        }
    }

    func committed(_ answer: RedisValue, connection: RedisConnection) throws(BusError) {
        _ = try CommitCommand.lengths(answer, of: lease.shard)
    }

    func maintain(now: ContinuousClock.Instant, connection: RedisConnection) {}
}

/// Takes a sink's shard: the store says where it is.
struct SinkFactory<Target: Sink>: ShardWorkerFactory {
    let sink: Target
    let options: StageOptions
    let metrics: StageMetrics
    let tracer: Tracer?
    var service: ServiceName { Target.service }

    func adopt(
        _ lease: Lease, connection: RedisConnection, scripts: Scripts
    ) async throws -> SinkWorker<Target> {
        var cursors = try Groups.adopt(Target.inputs, of: Target.service, in: lease.shard, connection)
        let stored = try await sink.cursors(of: lease.shard)
        for stream in Target.inputs {
            let place = stored[stream] ?? .zero
            if place != cursors[stream]?.id {
                let read = try Groups.entriesRead(of: stream.key(in: lease.shard), through: place, connection)
                cursors[stream] = (place, read)
                // The last commit was lost after the store had its data. Without this the group would stand still, and
                // show a lag nobody has, until the stream's next entry.
                try Groups.move(service, on: stream.key(in: lease.shard), to: place, read: read, connection)
            }
        }
        return SinkWorker(
            sink: sink, lease: lease, cursors: cursors, options: options, scripts: scripts, metrics: metrics,
            tracer: tracer)
    }
}
