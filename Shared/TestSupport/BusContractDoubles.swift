internal import Bus
internal import Domain
internal import Messages
internal import Synchronization

/// Makes batches durable but reports a failure, as a crash between journal and commit would look, until it is healed.
final class FailingJournal: EffectJournal {
    struct Batch {
        let plan: BatchPlan
        let ids: [String]
    }
    private let state = Mutex((batches: [Batch](), isHealed: false))

    var attempts: Int { state.withLock { $0.batches.count } }

    func heal() { state.withLock { $0.isHealed = true } }

    func batches(of shard: Shard) -> [Batch] {
        state.withLock { $0.batches.filter { $0.plan.shard == shard } }
    }

    func lastPlan(of shard: Shard) async throws -> BatchPlan? { batches(of: shard).last?.plan }

    func record(_ plan: BatchPlan, token: Int64, outputs: [Message.Body]) async throws(BusError) {
        let isHealed = state.withLock { state in
            state.batches.append(Batch(plan: plan, ids: outputs.map(\.content.id)))
            return state.isHealed
        }
        guard isHealed else { throw .unavailable(reason: "the process died here") }
    }
}

/// Publishes ten bars a run, numbered on from its saved state, and takes every command once.
final class CountingSource: ShardSource {
    static let service = ServiceName.marketFeed
    static let outputs: [StreamKind] = [.market, .replies]
    private let taken = Mutex<[String]>([])

    var commands: [String] { taken.withLock { $0 } }

    func run(_ shard: any OwnedShard) async throws {
        var count = shard.savedState.flatMap { Int(String(decoding: $0, as: UTF8.self)) } ?? 0
        var position: EntryID?
        for (id, command) in try await shard.commands(after: nil, waitMilliseconds: 0) {
            position = id
            taken.withLock { $0.append(command.commandID) }
        }
        let instrument = InstrumentID(venue: "sim", symbol: "S\(shard.shard.index)")
        for _ in 0..<10 {
            let bar = BusContract<InMemoryBus>.bar(count, of: instrument)
            count += 1
            try await shard.commit(
                [Outbound(bar, to: .market)], state: Array(String(count).utf8), commandsThrough: position)
            position = nil
        }
        while !Task.isCancelled { try await Task.sleep(for: .milliseconds(10)) }
    }
}

/// A store in memory that keeps entries and cursors together.
final class CollectingSink: Sink {
    static let service = ServiceName.recorder
    static let inputs: [StreamKind] = [.bars]
    private let state = Mutex((ids: [String](), cursors: [Shard: [StreamKind: EntryID]]()))
    private let unstorable: Set<String>

    /// A store that cannot hold the messages with these ids.
    init(unstorable: Set<String> = []) { self.unstorable = unstorable }

    var ids: [String] { state.withLock { $0.ids } }

    func cursors(of shard: Shard) async throws -> [StreamKind: EntryID] {
        state.withLock { $0.cursors[shard] ?? [:] }
    }

    func store(_ batch: SinkBatch) async throws(BusError) {
        if let culprit = batch.entries.first(where: { unstorable.contains($0.message.id) }) {
            throw .unstorable(reason: "no place for \(culprit.message.id)")
        }
        state.withLock { state in
            state.ids += batch.entries.map(\.message.id)
            state.cursors[batch.shard] = batch.cursors
        }
    }
}

/// What a follower has seen so far.
final class SeenEntries: Sendable {
    private let entries = Mutex<[StreamEntry]>([])
    var all: [StreamEntry] { entries.withLock { $0 } }
    func append(_ more: [StreamEntry]) { entries.withLock { $0 += more } }
}
