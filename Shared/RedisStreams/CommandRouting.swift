internal import BlockingThreads
internal import Bus
internal import Domain
internal import Logging
internal import Messages

/// Takes commands from the one work queue and puts each on its recipient's stream: of its instrument's shard, or of all.
///
/// Any replica may take any command. A command that was forwarded but not acknowledged is forwarded again; it carries
/// the same id, by which its recipient drops the repeat. What cannot be read goes to the dead letters of shard 0.
actor CommandRouting {
    /// Commands taken at once: they are rare, and a batch is acknowledged together.
    private static let batch = 64
    /// How long a command may lie with a replica that does not acknowledge it before another takes it.
    private static let claimAfterMilliseconds = 5000

    private let thread = BlockingThread(name: "commands")
    private let settings: RedisSettings
    private let options: StageOptions
    private let logger: Logger
    private let key = StreamKind.commands.key(in: Shard(0))
    private let group = ServiceName.router.rawValue
    private var backoff = Backoff()

    nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    init(settings: RedisSettings, options: StageOptions, logger: Logger) {
        self.settings = settings
        self.options = options
        self.logger = logger
    }

    func run() async throws {
        while !Task.isCancelled {
            do {
                let connection = try RedisConnection(settings, name: "commands/\(options.instance)")
                _ = try Groups.adopt([.commands], of: .router, in: Shard(0), connection)
                backoff.reset()
                try work(connection)
            } catch BusError.unavailable(let reason) {
                logger.warning("Redis is away, waiting for it", metadata: ["reason": "\(reason)"])
                try? await Task.sleep(for: backoff.pause())
            }
        }
    }

    private func work(_ connection: RedisConnection) throws(BusError) {
        var nextClaim = ContinuousClock.now
        while !Task.isCancelled {
            if ContinuousClock.now >= nextClaim {
                nextClaim = .now + .milliseconds(Self.claimAfterMilliseconds)
                let claimed = try connection.call(
                    "XAUTOCLAIM", key, group, options.instance, String(Self.claimAfterMilliseconds), "0",
                    "COUNT",
                    String(Self.batch))
                try forward(Self.entries(claimed.array.count > 1 ? claimed.array[1] : .absent), connection)
            }
            connection.buffer.command(
                "XREADGROUP", "GROUP", group, options.instance, "COUNT", String(Self.batch), "BLOCK",
                String(options.blockMilliseconds), "STREAMS", key, ">")
            try connection.send()
            let streams = try connection.receive(StreamReply.streams).get()
            for (_, entries) in streams { try forward(entries, connection) }
        }
    }

    private static func entries(_ value: RedisValue) -> [RawEntry] {
        value.array.compactMap { item in
            guard item.array.count == 2, let id = item.array[0].text.flatMap(EntryID.init) else { return nil }
            return RawEntry(id: id, strings: item.array[1].array.map { $0.text ?? "" })
        }
    }

    private func forward(_ entries: [RawEntry], _ connection: RedisConnection) throws(BusError) {
        for entry in entries {
            for (stream, shard, message) in destinations(of: entry) {
                let fields = message.encoded()
                connection.buffer.begin(3 + fields.count)
                connection.buffer.string("XADD")
                connection.buffer.string(stream.key(in: shard))
                connection.buffer.string("*")
                connection.buffer.fields(fields)
                _ = try connection.await1()
            }
            _ = try connection.call("XACK", key, group, entry.id.description)
            // Nobody else reads the queue, and no retention runs over it.
            _ = try connection.call("XDEL", key, entry.id.description)
        }
    }

    private func destinations(of entry: RawEntry) -> [(StreamKind, Shard, Message)] {
        do {
            let message = try Message(decoding: entry.strings)
            guard case .commandIssued(let issued) = message.body,
                let stream = issued.command.recipient.commandStream
            else { throw DecodingFailure.unknownType(message.id) }
            if let instrument = issued.instrument {
                return [(stream, Shard(of: instrument, count: settings.shardCount), message)]
            }
            return (0..<settings.shardCount).map { (stream, Shard($0), message) }
        } catch {
            let letter = DeadLetters.letter(
                for: entry, of: .commands, in: Shard(0), by: .router, reason: DeadLetters.reason(error))
            return [(.dead, Shard(0), Message(.entryRejected(letter)))]
        }
    }
}
