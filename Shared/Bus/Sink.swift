public import Domain
public import Messages

/// A reader that keeps its cursor where its data is, so that both move in one transaction.
public protocol Sink: Sendable {
    /// Whose sink; also the name of its consumer groups, which follow the cursor so that lag can be seen.
    static var service: ServiceName { get }
    /// The streams it reads.
    static var inputs: [StreamKind] { get }
    /// The stored cursors of a shard; an input that is not there starts at the beginning.
    func cursors(of shard: Shard) async throws -> [StreamKind: EntryID]
    /// Stores a batch and its cursors in one transaction.
    ///
    /// - Throws: ``BusError/fenced(_:)`` when a newer token has been seen; ``BusError/unavailable(reason:)`` to try again;
    ///   ``BusError/unstorable(reason:)`` when an entry's content is the trouble: the batch comes again in halves until
    ///   the culprit is found.
    func store(_ batch: SinkBatch) async throws(BusError)
}

/// Entries of one shard, in order within each stream, and where they end.
public struct SinkBatch: Sendable {
    /// Whose entries.
    public let shard: Shard
    /// The lease's fencing token.
    public let token: Int64
    /// What to store.
    ///
    /// What could not be decoded is in the dead-letter stream already.
    public let entries: [StreamEntry]
    /// The cursors after the batch, of every input.
    public let cursors: [StreamKind: EntryID]
    /// A batch.
    public init(shard: Shard, token: Int64, entries: [StreamEntry], cursors: [StreamKind: EntryID]) {
        self.shard = shard
        self.token = token
        self.entries = entries
        self.cursors = cursors
    }
}
