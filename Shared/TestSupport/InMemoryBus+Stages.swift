public import Bus
internal import Domain
internal import Messages
public import Pipeline
internal import Synchronization

extension InMemoryBus {
    /// Runs an exactly-once stage until the task is cancelled or the process is asked to stop.
    public func runStage<Core: Processor>(
        _ core: Core.Type, settings: Core.Settings, options: StageOptions, journal: (any EffectJournal)?
    ) async throws {
        var workers: [Shard: InMemoryStage<Core>] = [:]
        defer { state.withLock { $0.leave(Core.service, instance: options.instance) } }
        while !Task.isCancelled {
            let owned = state.withLock { $0.assign(Core.service, to: options.instance, shards: shardCount) }
            workers = workers.filter { owned[$0.key] == $0.value.token }
            for (shard, token) in owned.sorted(by: { $0.key < $1.key }) {
                do {
                    var worker: InMemoryStage<Core>
                    if let known = workers[shard] {
                        worker = known
                    } else {
                        worker = try await InMemoryStage(
                            bus: self, shard: shard, token: token, settings: settings, journal: journal)
                    }
                    try await worker.turn(bus: self, options: options, journal: journal)
                    workers[shard] = worker
                } catch is BusError {
                    // As on Redis: forget the state and rebuild it on the next round.
                    workers[shard] = nil
                }
            }
            try? await Task.sleep(for: .milliseconds(1))
        }
    }

    /// Runs a reader whose cursor lives with its data.
    public func runSink(_ sink: some Sink, options: StageOptions) async throws {
        let service = type(of: sink).service
        let inputs = type(of: sink).inputs
        defer { state.withLock { $0.leave(service, instance: options.instance) } }
        while !Task.isCancelled {
            let owned = state.withLock { $0.assign(service, to: options.instance, shards: shardCount) }
            for (shard, token) in owned.sorted(by: { $0.key < $1.key }) {
                do {
                    var cursors = try await sink.cursors(of: shard)
                    let entries = state.withLock { state in
                        inputs.flatMap {
                            state.read(
                                StreamPlace($0, shard), after: cursors[$0] ?? .zero, limit: options.batchSize)
                        }
                    }
                    guard !entries.isEmpty else { continue }
                    let before = cursors
                    for entry in entries { cursors[entry.stream] = entry.id }
                    let refused = try await sink.storeApart(
                        entries[...], of: shard, token: token, from: before, through: cursors)
                    state.withLock { state in
                        for (entry, reason) in refused {
                            let letter = EntryRejected(
                                service: service, stream: entry.stream, shard: shard,
                                entryID: entry.id.description,
                                reason: reason, original: entry.message.encoded().strings,
                                occurredAt: entry.message.occurredAt)
                            state.append(Message(.entryRejected(letter)), to: StreamPlace(.dead, shard))
                        }
                        for (stream, cursor) in cursors {
                            state.cursors[service, default: [:]][StreamPlace(stream, shard)] = cursor
                        }
                    }
                } catch is BusError {
                    continue
                }
            }
            try? await Task.sleep(for: .milliseconds(1))
        }
    }

    /// Runs a producer whose input lies outside the bus.
    public func runSource(_ source: some ShardSource, options: StageOptions) async throws {
        let service = type(of: source).service
        let owned = state.withLock { $0.assign(service, to: options.instance, shards: shardCount) }
        defer { state.withLock { $0.leave(service, instance: options.instance) } }
        await withTaskGroup { group in
            for (shard, token) in owned {
                group.addTask {
                    while !Task.isCancelled {
                        let saved = self.state.withLock { $0.snapshots[service]?[shard]?.bytes }
                        let handle = InMemoryShard(
                            bus: self, service: service, token: token, shard: shard, savedState: saved)
                        try? await source.run(handle)
                        try? await Task.sleep(for: .milliseconds(5))
                    }
                }
            }
        }
    }
}

/// One shard of a stage.
struct InMemoryStage<Core: Processor> {
    let token: Int64
    private let shard: Shard
    private var core: Core
    private var cursors: [StreamKind: EntryID]
    private var planned: BatchPlan?
    private var entriesSinceSnapshot = 0

    init(
        bus: InMemoryBus, shard: Shard, token: Int64, settings: Core.Settings, journal: (any EffectJournal)?
    ) async throws {
        self.shard = shard
        self.token = token
        let (saved, committed) = bus.state.withLock { state in
            (
                state.snapshots[Core.service]?[shard],
                Dictionary(
                    uniqueKeysWithValues: Core.inputs.map {
                        ($0, state.cursors[Core.service]?[StreamPlace($0, shard)] ?? .zero)
                    })
            )
        }
        var starts: [StreamKind: EntryID] = [:]
        do {
            core =
                try saved.map { try Core(shard: shard, settings: settings, snapshot: $0.bytes) }
                ?? Core(shard: shard, settings: settings)
            starts = saved?.cursors ?? [:]
        } catch is SettingsChanged {
            core = Core(shard: shard, settings: settings)
        }
        cursors = committed
        for stream in Core.inputs {
            let start = starts[stream] ?? .zero
            let replay = bus.state.withLock { $0.read(StreamPlace(stream, shard), after: start, limit: .max) }
            for entry in replay where entry.id <= committed[stream] ?? .zero {
                var outbox = Outbox()
                try? core.step(entry.message, from: stream, into: &outbox)
            }
        }
        if let plan = try await journal?.lastPlan(of: shard), plan.from == committed { planned = plan }
    }

    mutating func turn(bus: InMemoryBus, options: StageOptions, journal: (any EffectJournal)?) async throws {
        var next = core
        var proposed = cursors
        var outputs: [Outbox.Item] = []
        var takesCommand = false
        let saturated = planned == nil ? core.saturated : []
        for stream in Core.inputs.sorted(by: { $0.isFromOutside && !$1.isFromOutside })
        where !saturated.contains(stream) {
            let start = cursors[stream] ?? .zero
            let limit = planned?.through[stream]
            let entries = bus.state.withLock {
                $0.read(
                    StreamPlace(stream, shard), after: start, limit: limit == nil ? options.batchSize : .max)
            }
            for entry in entries where limit.map({ entry.id <= $0 }) ?? true {
                var outbox = Outbox()
                do {
                    try next.step(entry.message, from: stream, into: &outbox)
                    outputs += outbox.items
                } catch {
                    let letter = EntryRejected(
                        service: Core.service, stream: stream, shard: shard, entryID: entry.id.description,
                        reason: error.reason, original: entry.message.encoded().strings,
                        occurredAt: entry.message.occurredAt)
                    var rejected = Outbox()
                    rejected.emit(.entryRejected(letter), to: .dead)
                    outputs += rejected.items
                }
                proposed[stream] = entry.id
                entriesSinceSnapshot += 1
                takesCommand = takesCommand || stream.isFromOutside
            }
        }
        guard proposed != cursors else { return }
        planned = nil
        let published = outputs.filter { $0.stream != .dead }
        if let journal, !published.isEmpty {
            try await journal.record(
                BatchPlan(shard: shard, from: cursors, through: proposed), token: token,
                outputs: published.map(\.body))
        }
        let isDue = takesCommand || entriesSinceSnapshot >= options.snapshotEvery
        let snapshot = isDue ? try next.snapshot() : nil
        if isDue { entriesSinceSnapshot = 0 }
        let isCommitted = bus.state.withLock { state in
            guard state.isOwned(Core.service, shard, token: token) else { return false }
            for item in outputs { state.append(Message(item.body), to: StreamPlace(item.stream, shard)) }
            for (stream, id) in proposed {
                state.cursors[Core.service, default: [:]][StreamPlace(stream, shard)] = id
            }
            if let snapshot { state.snapshots[Core.service, default: [:]][shard] = (snapshot, proposed) }
            return true
        }
        guard isCommitted else { throw BusError.fenced(shard) }
        core = next
        cursors = proposed
    }
}

/// A source's shard.
struct InMemoryShard: OwnedShard {
    let bus: InMemoryBus
    let service: ServiceName
    let token: Int64
    let shard: Shard
    let savedState: [UInt8]?

    func commit(_ outputs: [Outbound], state: [UInt8], commandsThrough: EntryID?) async throws(BusError) {
        let isCommitted = bus.state.withLock { store in
            guard store.isOwned(service, shard, token: token) else { return false }
            for output in outputs {
                store.append(Message(output.body), to: StreamPlace(output.stream, shard))
            }
            store.snapshots[service, default: [:]][shard] = (state, [:])
            if let commandsThrough, let stream = service.commandStream {
                store.cursors[service, default: [:]][StreamPlace(stream, shard)] = commandsThrough
            }
            return true
        }
        guard isCommitted else { throw .fenced(shard) }
    }

    func commands(
        after position: EntryID?, waitMilliseconds: Int
    ) async throws(BusError) -> [(id: EntryID, command: CommandIssued)] {
        guard let stream = service.commandStream else { return [] }
        let place = StreamPlace(stream, shard)
        let deadline = ContinuousClock.now + .milliseconds(waitMilliseconds)
        while true {
            let found = bus.state.withLock { state in
                state.read(place, after: position ?? state.cursors[service]?[place] ?? .zero, limit: 100)
            }
            let commands = found.compactMap { entry -> (id: EntryID, command: CommandIssued)? in
                guard case .commandIssued(let command) = entry.message.body else { return nil }
                return (entry.id, command)
            }
            if !commands.isEmpty || ContinuousClock.now >= deadline || Task.isCancelled { return commands }
            try? await Task.sleep(for: .milliseconds(5))
        }
    }
}
