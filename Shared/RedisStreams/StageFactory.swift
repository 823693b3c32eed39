internal import Bus
internal import Domain
internal import Logging
internal import Messages
internal import Pipeline
internal import Traces

/// Rebuilds a stage's shard: snapshot, then a silent replay from its cursors to the committed ones.
struct StageFactory<Core: Processor>: ShardWorkerFactory {
    let settings: Core.Settings
    let options: StageOptions
    let journal: (any EffectJournal)?
    let metrics: StageMetrics
    let tracer: Tracer?
    let logger: Logger
    var service: ServiceName { Core.service }

    func adopt(
        _ lease: Lease, connection: RedisConnection, scripts: Scripts
    ) async throws -> StageWorker<Core> {
        let cursors = try Groups.adopt(Core.inputs, of: Core.service, in: lease.shard, connection)
        var (core, starts) = try restored(lease.shard, connection)
        for stream in Core.inputs {
            let start = starts[stream] ?? .zero
            guard let cursor = cursors[stream]?.id, cursor > start else { continue }
            try StreamRange.forEachPage(
                of: stream.key(in: lease.shard), after: start, through: cursor, connection
            ) { entries in
                for entry in entries { replay(entry, from: stream, into: &core) }
            }
        }
        // Read here, where nothing is under way: between the commits of several shards, which are sent together, an answer
        // would be taken for another's.
        var planned: [(stream: StreamKind, entries: [RawEntry])]?
        if let plan = try await journal?.lastPlan(of: lease.shard), plan.from == cursors.mapValues(\.id) {
            planned = try entries(of: plan, in: lease.shard, connection)
        }
        return StageWorker(
            core: core, lease: lease, cursors: cursors, planned: planned, options: options, journal: journal,
            scripts: scripts, metrics: metrics, tracer: tracer, logger: logger)
    }

    /// The entries of a plan, read anew.
    private func entries(
        of plan: BatchPlan, in shard: Shard, _ connection: RedisConnection
    ) throws(BusError) -> [(stream: StreamKind, entries: [RawEntry])] {
        var batch: [(stream: StreamKind, entries: [RawEntry])] = []
        for stream in Core.inputs {
            guard let from = plan.from[stream], let through = plan.through[stream], through > from else {
                continue
            }
            let key = stream.key(in: shard)
            batch.append(
                (stream, try StreamRange.entries(of: key, after: from, through: through, connection)))
        }
        return batch
    }

    /// The core as the snapshot has it, and the places it belongs to; an empty core from the beginning without one.
    private func restored(
        _ shard: Shard, _ connection: RedisConnection
    ) throws -> (core: Core, starts: [StreamKind: EntryID]) {
        let saved = try connection.call("HGETALL", Keys.snapshot(Core.service, shard)).fields
        guard let state = saved["state"]?.data else { return (Core(shard: shard, settings: settings), [:]) }
        let version = saved["version"]?.text ?? "none"
        guard version == String(Core.snapshotVersion) else {
            throw BusError.foreignSnapshot(shard, version: version)
        }
        do {
            let core = try Core(shard: shard, settings: settings, snapshot: state)
            let starts = Core.inputs.map { stream in
                (stream, saved["cursor:\(stream.rawValue)"]?.text.flatMap(EntryID.init) ?? .zero)
            }
            return (core, Dictionary(uniqueKeysWithValues: starts))
        } catch let change as SettingsChanged {
            logger.warning(
                "Settings changed, rebuilding from what the streams still hold",
                metadata: ["shard": "\(shard.name)", "changed": "\(change)"])
            return (Core(shard: shard, settings: settings), [:])
        }
    }

    /// One step whose outputs are known already.
    ///
    /// What was refused then is refused again.
    private func replay(_ entry: RawEntry, from stream: StreamKind, into core: inout Core) {
        var outbox = Outbox()
        guard let message = try? Message(decoding: entry.strings) else { return }
        try? core.step(message, from: stream, into: &outbox)
    }
}
