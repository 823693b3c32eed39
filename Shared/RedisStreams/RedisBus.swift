public import Bus
public import Domain
public import Logging
public import Messages
public import Pipeline
internal import ServiceLifecycle

/// The suite's bus on Redis Streams.
public struct RedisBus: MessageBus {
    private let settings: RedisSettings
    private let logger: Logger
    let client: RedisClient

    /// A bus at an address; nothing is connected until something is asked for.
    public init(settings: RedisSettings, logger: Logger) {
        self.settings = settings
        self.logger = logger
        client = RedisClient(settings, name: "client")
    }

    /// The number of shards of this deployment.
    public var shardCount: Int { settings.shardCount }

    /// The source of the script that commits a batch; for a benchmark that issues the same commands by other means.
    public static var commitScript: String { Scripts().commit.source }

    /// Runs an exactly-once stage until the task is cancelled or the process is asked to stop.
    public func runStage<Core: Processor>(
        _ core: Core.Type, settings coreSettings: Core.Settings, options: StageOptions,
        journal: (any EffectJournal)?
    ) async throws {
        let factory = StageFactory<Core>(
            settings: coreSettings, options: options, journal: journal, metrics: StageMetrics(Core.service),
            logger: logger)
        let loop = ShardLoop(factory, settings: settings, options: options, logger: logger)
        try await cancelWhenGracefulShutdown { try await loop.run() }
    }

    /// Runs a reader whose cursor lives with its data.
    public func runSink(_ sink: some Sink, options: StageOptions) async throws {
        let factory = SinkFactory(sink: sink, options: options, metrics: StageMetrics(type(of: sink).service))
        let loop = ShardLoop(factory, settings: settings, options: options, logger: logger)
        try await cancelWhenGracefulShutdown { try await loop.run() }
    }

    /// Runs a producer whose input lies outside the bus.
    public func runSource(_ source: some ShardSource, options: StageOptions) async throws {
        let factory = SourceFactory(
            source: source, settings: settings, options: options,
            metrics: StageMetrics(type(of: source).service),
            logger: logger)
        let loop = ShardLoop(factory, settings: settings, options: options, logger: logger)
        try await cancelWhenGracefulShutdown { try await loop.run() }
    }

    /// Hands commands from the queue to their recipients' streams, once each.
    public func runCommandRouting(options: StageOptions) async throws {
        let routing = CommandRouting(settings: settings, options: options, logger: logger)
        try await cancelWhenGracefulShutdown { try await routing.run() }
    }

    /// Appends one message.
    public func publish(
        _ body: Message.Body, to stream: StreamKind, shard: Shard
    ) async throws(BusError) {
        try await publish(body, to: stream, shard: shard, causedBy: nil)
    }

    /// Appends one message that belongs to the trace of what caused it: a W3C traceparent.
    public func publish(
        _ body: Message.Body, to stream: StreamKind, shard: Shard, causedBy parent: String?
    ) async throws(BusError) {
        let trace = TraceContext.traceparent(of: body.content.id, causedBy: parent)
        let fields = Message(body, trace: trace).encoded()
        let key = stream.key(in: shard)
        _ = try await client.perform { (connection) throws(BusError) in
            connection.buffer.begin(3 + fields.count)
            connection.buffer.string("XADD")
            connection.buffer.string(key)
            connection.buffer.string("*")
            connection.buffer.fields(fields)
            return try connection.await1()
        }
    }

    /// Entries after a place, oldest first.
    public func entries(
        of stream: StreamKind, in shard: Shard, after position: EntryID, limit: Int
    ) async throws(BusError) -> [StreamEntry] {
        let key = stream.key(in: shard)
        let page = try await client.perform { (connection) throws(BusError) in
            try StreamRange.page(of: key, after: position, through: "+", limit: limit, connection)
        }
        return page.compactMap { entry in
            guard let message = try? Message(decoding: entry.strings) else { return nil }
            return StreamEntry(stream: stream, shard: shard, id: entry.id, message: message)
        }
    }

    /// Follows streams of all shards, without a consumer group.
    public func tail(
        _ streams: [StreamKind], from positions: [StreamPlace: EntryID]
    ) -> AsyncThrowingStream<[StreamEntry], any Error> {
        let tail = StreamTail(streams, from: positions, settings: settings)
        // 64 batches of at most 256 entries: what a slow follower may be behind before the reading pauses.
        return AsyncThrowingStream(bufferingPolicy: .bufferingOldest(64)) { continuation in
            let task = Task { await tail.run(into: continuation) }
            continuation.onTermination = { _ in task.cancel() }
        }
    }

    /// How far every service is.
    public func status() async throws(BusError) -> [StageStatus] {
        let count = shardCount
        return try await client.perform { (connection) throws(BusError) in
            try StreamStatus.read(shardCount: count, connection)
        }
    }

    /// Sends one raw command and answers with its reply as text, one item a line.
    ///
    /// For an operator's checks.
    public func inspect(_ command: [String]) async throws(BusError) -> String {
        let value = try await client.perform { (connection) throws(BusError) in try connection.call(command) }
        return Self.text(value)
    }

    private static func text(_ value: RedisValue) -> String {
        switch value {
        case .absent: ""
        case .integer(let value): String(value)
        case .text(let text), .error(let text): text
        case .bytes(let bytes): String(decoding: bytes, as: UTF8.self)
        case .array(let items): items.map(text).joined(separator: "\n")
        }
    }
}
