public import Domain
public import Messages

/// Which entries a batch takes: after `from`, through `through`, of every input.
///
/// A batch is a function of its plan, so a batch that was journalled and then lost can be made again exactly.
public struct BatchPlan: Sendable, Hashable, Codable {
    /// Whose shard.
    public let shard: Shard
    /// The committed cursors before the batch.
    public let from: [StreamKind: EntryID]
    /// The cursors after it.
    public let through: [StreamKind: EntryID]
    /// A plan.
    public init(shard: Shard, from: [StreamKind: EntryID], through: [StreamKind: EntryID]) {
        self.shard = shard
        self.from = from
        self.through = through
    }
}

/// Where a stage's effects outside the bus become durable, before the batch that causes them is committed.
///
/// A crash between the two is repaired at the next start: the stage asks for the last plan and, where it starts at the
/// committed cursors, takes exactly that batch again; its outputs are the same and recording them changes nothing.
public protocol EffectJournal: Sendable {
    /// The batch that was recorded last for this shard; nil if there was none.
    func lastPlan(of shard: Shard) async throws -> BatchPlan?
    /// Makes the outputs durable together with the plan, in one transaction. Not called for a batch without outputs.
    ///
    /// - Throws: ``BusError/fenced(_:)`` when a newer token has been seen; ``BusError/unavailable(reason:)`` to try again.
    func record(_ plan: BatchPlan, token: Int64, outputs: [Message.Body]) async throws(BusError)
}
