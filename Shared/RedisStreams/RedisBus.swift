public import Bus
public import Domain
public import Logging
public import Messages
public import Pipeline
internal import ServiceLifecycle
public import Traces

/// The suite's bus on Redis Streams.
public struct RedisBus: MessageBus {
    let settings: RedisSettings
    private let logger: Logger
    private let tracer: Tracer?
    let client: RedisClient

    /// A bus at an address; nothing is connected until something is asked for.
    ///
    /// What is done with messages is told to the tracer, where there is one.
    public init(settings: RedisSettings, logger: Logger, tracer: Tracer? = nil) {
        self.settings = settings
        self.logger = logger
        self.tracer = tracer
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
            tracer: tracer, logger: logger)
        let loop = ShardLoop(factory, settings: settings, options: options, logger: logger)
        try await cancelWhenGracefulShutdown { try await loop.run() }
    }

    /// Runs a reader whose cursor lives with its data.
    public func runSink(_ sink: some Sink, options: StageOptions) async throws {
        let factory = SinkFactory(
            sink: sink, options: options, metrics: StageMetrics(type(of: sink).service), tracer: tracer)
        let loop = ShardLoop(factory, settings: settings, options: options, logger: logger)
        try await cancelWhenGracefulShutdown { try await loop.run() }
    }

    /// Runs a producer whose input lies outside the bus.
    public func runSource(_ source: some ShardSource, options: StageOptions) async throws {
        let factory = SourceFactory(
            source: source, settings: settings, options: options,
            metrics: StageMetrics(type(of: source).service), tracer: tracer, logger: logger)
        let loop = ShardLoop(factory, settings: settings, options: options, logger: logger)
        try await cancelWhenGracefulShutdown { try await loop.run() }
    }

    /// Takes entries of a work queue, each by one instance at a time.
    public func runQueue(_ worker: some QueueWorker, options: QueueOptions) async throws {
        let loop = QueueLoop(worker, settings: settings, options: options, tracer: tracer, logger: logger)
        try await cancelWhenGracefulShutdown { try await loop.run() }
    }

    /// Appends a message to a work queue, unless one with its id was appended there within the last day.
    @discardableResult
    public func enqueue(_ message: Message, to queue: StreamKind) async throws(BusError) -> Bool {
        let trace = message.trace ?? TraceContext.traceparent(of: message.id, on: queue, causedBy: nil)
        let command =
            [
                "EVAL",
                """
                if not redis.call('SET', KEYS[1], '1', 'NX', 'EX', 86400) then return 0 end
                redis.call('XADD', KEYS[2], '*', unpack(ARGV))
                return 1
                """, "2", Keys.once(message.id, in: queue), queue.key(in: Shard(0)),
            ] + Message(message.body, trace: trace).encoded().strings
        return try await client.perform { (connection) throws(BusError) in
            try connection.call(command).integer == 1
        }
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
        try await publish([(body, parent)], to: stream, shard: shard)
    }

    /// Appends messages in their order and one round trip, each with the trace of what caused it.
    ///
    /// - Throws: ``BusError``, and then some of them may be there.
    public func publish(
        _ messages: [(body: Message.Body, causedBy: String?)], to stream: StreamKind, shard: Shard
    ) async throws(BusError) {
        var spans = StreamSpans(tracer)
        let entries = messages.map { body, parent in
            let message = Message(
                body, trace: TraceContext.traceparent(of: body.content.id, on: stream, causedBy: parent))
            spans?.send(message, to: stream, in: shard, from: nil, continuing: parent)
            return message.encoded()
        }
        let key = stream.key(in: shard)
        let limit = stream.lengthLimit.map { ["MAXLEN", "~", String($0)] } ?? []
        try await client.perform { (connection) throws(BusError) in
            for fields in entries {
                connection.buffer.begin(3 + fields.count + limit.count)
                connection.buffer.string("XADD")
                connection.buffer.string(key)
                for word in limit { connection.buffer.string(word) }
                connection.buffer.string("*")
                connection.buffer.fields(fields)
            }
            try connection.send()
            var failure: BusError?
            for _ in entries {
                // Every answer is read, also after a bad one: the next reader of this connection expects its own.
                if case .error(let text) = try connection.receive() {
                    failure = failure ?? RedisConnection.error(text)
                }
            }
            if let failure { throw failure }
        }
        spans?.commit()
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

    /// Entries after a place as they stand there, also those that are no message: their id, and name, value, name, value.
    ///
    /// For an operator's checks.
    public func rawEntries(
        of stream: StreamKind, in shard: Shard, after position: EntryID, limit: Int
    ) async throws(BusError) -> [(id: EntryID, strings: [String])] {
        let key = stream.key(in: shard)
        let page = try await client.perform { (connection) throws(BusError) in
            try StreamRange.page(of: key, after: position, through: "+", limit: limit, connection)
        }
        return page.map { ($0.id, $0.strings) }
    }

    /// Follows streams of all shards, without a consumer group.
    public func tail(
        _ streams: [StreamKind], from positions: [StreamPlace: EntryID]
    ) -> AsyncThrowingStream<[StreamEntry], any Error> {
        let tail = StreamTail(streams, from: positions, settings: settings)
        // 64 batches of at most 256 entries: what a slow follower may be behind before the reading pauses.
        return AsyncThrowingStream(bufferingPolicy: .bufferingOldest(64)) { continuation in
            let task = Task {
                do {
                    try await tail.run { round in
                        for part in round.parts where !part.entries.isEmpty {
                            try await continuation.hand(part.entries)
                        }
                    }
                    continuation.finish()
                } catch {
                    continuation.finish(throwing: error)
                }
            }
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
