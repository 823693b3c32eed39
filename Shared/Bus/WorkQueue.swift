public import Domain
public import Messages

/// Takes entries of a work queue: a stream whose entries any replica may take, each by one at a time.
///
/// An entry is taken under a claim, which ends when its taker falls silent; another replica takes the entry then. So an
/// entry may be begun more than once, and is finished once: what it ends with and its acknowledgement are one act.
public protocol QueueWorker: Sendable {
    /// Whose worker; also the name of its consumer group.
    static var service: ServiceName { get }
    /// The queue.
    static var queue: StreamKind { get }
    /// Streams this service alone writes; they are trimmed by age as a stage's are.
    static var outputs: [StreamKind] { get }
    /// Carries an entry out.
    ///
    /// - Returns: What the entry ends with. Outputs on the queue's own shard are appended in the very act that
    ///   acknowledges the entry; others just before, and again should that act have to be repeated.
    /// - Throws: ``Pipeline/Refusal`` for an entry that makes no sense, which becomes a dead letter;
    ///   ``BusError/unavailable(reason:)`` to have it taken again later; `CancellationError` when told to stop, which
    ///   lets another replica take it at once.
    func carryOut(_ entry: StreamEntry, under claim: any QueueClaim) async throws -> [QueueOutput]
    /// What an entry ends with that was taken too often without being finished; it becomes a dead letter, too.
    func giveUp(_ entry: StreamEntry, afterDeliveries count: Int) -> [QueueOutput]
}

/// The right to work on an entry of a queue.
public protocol QueueClaim: Sendable {
    /// How often the entry was taken, this time included.
    var delivery: Int { get }
    /// Appends outputs and goes on.
    ///
    /// - Throws: ``BusError/fenced(_:)`` when another replica has the entry now: nothing was appended on the queue's shard.
    func publish(_ outputs: [QueueOutput]) async throws(BusError)
}

/// One message and where it goes.
public struct QueueOutput: Sendable, Equatable {
    /// What; without a trace of its own it continues that of the entry.
    public let message: Message
    /// Where.
    public let stream: StreamKind
    /// On which shard.
    public let shard: Shard
    /// One message and where it goes.
    public init(_ message: Message, to stream: StreamKind, in shard: Shard = Shard(0)) {
        self.message = message
        self.stream = stream
        self.shard = shard
    }
}

/// How a service works through a queue.
public struct QueueOptions: Sendable, Equatable {
    /// This process, unique among the service's replicas.
    public var instance: String
    /// Entries worked on at the same time.
    public var concurrency = 1
    /// How long an entry may lie with a silent taker before another takes it.
    public var claimMilliseconds = 5000
    /// How often an entry is taken before it is given up.
    public var maximumDeliveries = 5
    /// How long an idle read waits; also bounds how late a stop is noticed.
    public var blockMilliseconds = 250
    /// How long an entry of an output stays although every reader has passed it.
    public var retainMilliseconds: UInt64 = 900_000
    /// The defaults, for one instance.
    public init(instance: String) { self.instance = instance }
}
