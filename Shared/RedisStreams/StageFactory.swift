internal import Bus
internal import Domain
internal import Messages
internal import Pipeline

/// Rebuilds a stage's shard: snapshot, then a silent replay from its cursors to the committed ones.
struct StageFactory<Core: Processor>: ShardWorkerFactory {
    let settings: Core.Settings
    let options: StageOptions
    let journal: (any EffectJournal)?
    let metrics: StageMetrics
    var service: ServiceName { Core.service }

    func adopt(
        _ lease: Lease, connection: RedisConnection, scripts: Scripts
    ) async throws -> StageWorker<Core> {
        let cursors = try Groups.adopt(Core.inputs, of: Core.service, in: lease.shard, connection)
        let saved = try connection.call("HGETALL", Keys.snapshot(Core.service, lease.shard)).fields
        var core: Core
        if let state = saved["state"]?.data {
            let version = saved["version"]?.text ?? "none"
            guard version == String(Core.snapshotVersion) else {
                throw BusError.foreignSnapshot(lease.shard, version: version)
            }
            core = try Core(shard: lease.shard, settings: settings, snapshot: state)
        } else {
            core = Core(shard: lease.shard, settings: settings)
        }
        var replayed = 0
        for stream in Core.inputs {
            let start = saved["cursor:\(stream.rawValue)"]?.text.flatMap(EntryID.init) ?? .zero
            guard let cursor = cursors[stream]?.id, cursor > start else { continue }
            try StreamRange.forEachPage(
                of: stream.key(in: lease.shard), after: start, through: cursor, connection
            ) { entries in
                replayed += entries.count
                for entry in entries { replay(entry, from: stream, into: &core) }
            }
        }
        var planned: BatchPlan?
        if let plan = try await journal?.lastPlan(of: lease.shard), plan.from == cursors.mapValues(\.id) {
            planned = plan
        }
        return StageWorker(
            core: core, lease: lease, cursors: cursors, planned: planned, options: options, journal: journal,
            scripts: scripts, metrics: metrics)
    }

    /// One step whose outputs are known already. What was refused then is refused again.
    private func replay(_ entry: RawEntry, from stream: StreamKind, into core: inout Core) {
        var outbox = Outbox()
        guard let message = try? Message(decoding: entry.strings) else { return }
        try? core.step(message, from: stream, into: &outbox)
    }
}
