public import Domain
public import Messages

/// A producer whose input lies outside the bus, such as a venue's socket.
public protocol ShardSource: Sendable {
    /// Whose source.
    static var service: ServiceName { get }
    /// The streams it writes.
    static var outputs: [StreamKind] { get }
    /// Produces for one shard, from the moment it is owned until the task is cancelled (stop, hand-over or loss of
    /// the lease). Throwing ``BusError`` releases the shard and it is taken again after a pause.
    func run(_ shard: any OwnedShard) async throws
}

/// A shard this process owns, as its source sees it.
public protocol OwnedShard: Sendable {
    /// Which one.
    var shard: Shard { get }
    /// What the last commit saved, by this process or its predecessor; nil at the very first.
    var savedState: [UInt8]? { get }
    /// Appends messages and saves the state, all or nothing. Waits while the stream is above its high-water mark.
    ///
    /// - Parameters:
    ///   - outputs: what to append, in order.
    ///   - state: what the next owner begins with.
    ///   - commandsThrough: the last command whose effects the state holds; nil when none was taken.
    /// - Throws: ``BusError/fenced(_:)`` when the shard was lost: nothing was committed.
    func commit(
        _ outputs: [Outbound], state: [UInt8], commandsThrough: EntryID?
    ) async throws(BusError)
    /// Commands for this shard not yet committed, oldest first, after `position` (nil: after the committed ones);
    /// waits up to the given time for the first.
    func commands(
        after position: EntryID?, waitMilliseconds: Int
    ) async throws(BusError) -> [(id: EntryID, command: CommandIssued)]
}

/// One message and where it goes.
public struct Outbound: Sendable, Equatable {
    /// Where.
    public let stream: StreamKind
    /// What.
    public let body: Message.Body
    /// One message and where it goes.
    public init(_ body: Message.Body, to stream: StreamKind) {
        self.stream = stream
        self.body = body
    }
}
