public import Domain
public import Messages
public import Pipeline

/// The port every service talks through; `RedisBus` and `InMemoryBus` are its adapters and share one contract test.
public protocol MessageBus: Sendable {
    /// Runs an exactly-once stage: owns shards by lease, reads from the committed cursors, steps, and commits
    /// outputs, cursors and (when due) a snapshot in one atomic act. Returns when the task is cancelled or asked to stop.
    ///
    /// `journal` is where effects outside the bus become durable before the commit; nil for a pure stage.
    func runStage<Core: Processor>(
        _ core: Core.Type, settings: Core.Settings, options: StageOptions, journal: (any EffectJournal)?
    ) async throws

    /// Runs a reader whose cursor lives with its data, outside the bus.
    func runSink(_ sink: some Sink, options: StageOptions) async throws

    /// Runs a producer whose input lies outside the bus.
    func runSource(_ source: some ShardSource, options: StageOptions) async throws

    /// Takes entries of a work queue, each by one instance at a time. Returns when the task is cancelled or asked to stop.
    func runQueue(_ worker: some QueueWorker, options: QueueOptions) async throws

    /// Appends a message to a work queue on shard 0, unless one with its id was appended there within the last day.
    ///
    /// - Returns: Whether it was appended now.
    @discardableResult
    func enqueue(_ message: Message, to queue: StreamKind) async throws(BusError) -> Bool

    /// Appends one message to a stream that no stage of this process owns, such as a command.
    func publish(_ body: Message.Body, to stream: StreamKind, shard: Shard) async throws(BusError)

    /// Entries after `position`, oldest first, at most `limit`. An entry that cannot be decoded is left out.
    func entries(
        of stream: StreamKind, in shard: Shard, after position: EntryID, limit: Int
    ) async throws(BusError) -> [StreamEntry]

    /// Follows streams of all shards from now on (or from given places), without a consumer group.
    /// Order is kept within a stream of a shard. Ends with an error when the bus goes away for good.
    func tail(
        _ streams: [StreamKind], from positions: [StreamPlace: EntryID]
    ) -> AsyncThrowingStream<[StreamEntry], any Error>

    /// How far every service is, for a status page.
    func status() async throws(BusError) -> [StageStatus]

    /// The number of shards of this deployment.
    var shardCount: Int { get }
}

/// One stream of one shard.
public struct StreamPlace: Sendable, Hashable {
    /// Which stream.
    public let stream: StreamKind
    /// Of which shard.
    public let shard: Shard
    /// One stream of one shard.
    public init(_ stream: StreamKind, _ shard: Shard) {
        self.stream = stream
        self.shard = shard
    }
}

/// A message where it stands.
public struct StreamEntry: Sendable, Equatable {
    /// Its stream.
    public let stream: StreamKind
    /// Its shard.
    public let shard: Shard
    /// Its place in the stream.
    public let id: EntryID
    /// What it says.
    public let message: Message
    /// A message where it stands.
    public init(stream: StreamKind, shard: Shard, id: EntryID, message: Message) {
        self.stream = stream
        self.shard = shard
        self.id = id
        self.message = message
    }
}

/// How far one service is with one stream of one shard.
public struct StageStatus: Sendable, Equatable {
    /// Who reads.
    public let service: ServiceName
    /// What.
    public let stream: StreamKind
    /// Where.
    public let shard: Shard
    /// The instance that owns the shard; nil when nobody does.
    public let owner: String?
    /// The last entry whose effects are committed.
    public let cursor: EntryID
    /// Entries after the cursor; nil when the server cannot tell.
    public let lag: Int?
    /// Entries in the stream.
    public let length: Int
    /// The last entry that was ever added.
    public let lastAdded: EntryID
    /// Entries handed to an instance that has not acknowledged them; only a work queue has any.
    public let pending: Int
    /// Entries of the stream that the service could not take and that nobody has dropped since.
    public let deadLetters: Int
    /// How far one service is.
    public init(
        service: ServiceName, stream: StreamKind, shard: Shard, owner: String?, cursor: EntryID, lag: Int?,
        length: Int, lastAdded: EntryID = .zero, pending: Int = 0, deadLetters: Int = 0
    ) {
        self.service = service
        self.stream = stream
        self.shard = shard
        self.owner = owner
        self.cursor = cursor
        self.lag = lag
        self.length = length
        self.lastAdded = lastAdded
        self.pending = pending
        self.deadLetters = deadLetters
    }
}
