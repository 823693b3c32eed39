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
