internal import BlockingThreads
internal import Bus
internal import Domain
internal import Messages

/// Follows streams of all shards without a group: every follower sees everything.
actor StreamTail {
    /// Entries of one stream that one look takes.
    private static let limit = 256

    private let thread = BlockingThread(name: "tail")
    private let settings: RedisSettings
    private let streams: [StreamKind]
    private var positions: [StreamPlace: EntryID]
    private var backoff = Backoff()

    nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    init(_ streams: [StreamKind], from positions: [StreamPlace: EntryID], settings: RedisSettings) {
        self.streams = streams
        self.positions = positions
        self.settings = settings
    }

    /// Hands on every look until the task is cancelled.
    ///
    /// - Throws: what the server refuses; while it is away, this waits for it.
    func run(_ hand: (TailRound) async throws -> Void) async throws {
        while !Task.isCancelled {
            do {
                try await follow(hand)
            } catch BusError.unavailable {
                try? await Task.sleep(for: backoff.pause())
            } catch is CancellationError {
                return
            }
        }
    }

    private func follow(_ hand: (TailRound) async throws -> Void) async throws {
        let connection = try RedisConnection(settings, name: "tail")
        var places: [String: StreamPlace] = [:]
        for stream in streams {
            for shard in stream.shards(of: settings.shardCount) {
                let place = StreamPlace(stream, shard)
                let key = stream.key(in: place.shard)
                places[key] = place
                // Not `$`: an entry between two reads would be missed.
                if positions[place] == nil { positions[place] = try Self.last(of: key, connection) }
            }
        }
        let keys = places.keys.sorted()
        backoff.reset()
        while !Task.isCancelled {
            let ids = keys.map { key in places[key].flatMap { positions[$0] }?.description ?? "0-0" }
            connection.buffer.command(["TIME"])
            connection.buffer.command(
                ["XREAD", "COUNT", String(Self.limit), "BLOCK", "250", "STREAMS"] + keys + ids)
            try connection.send()
            let readAt = Self.milliseconds(try connection.receive())
            let streams = try connection.receive(StreamReply.streams).get()
            let round = TailRound(readAt: readAt, streams: streams, places: places, limit: Self.limit)
            try await hand(round)
            for part in round.parts { positions[part.place] = part.last }
        }
    }

    /// What `TIME` answered.
    static func milliseconds(_ time: RedisValue) -> UInt64 {
        let parts = time.array.compactMap { $0.text.flatMap { UInt64($0) } }
        return parts.count == 2 ? parts[0] * 1_000 + parts[1] / 1_000 : 0
    }

    private static func last(of key: String, _ connection: RedisConnection) throws(BusError) -> EntryID {
        let newest = try connection.call("XREVRANGE", key, "+", "-", "COUNT", "1").array.first?.array.first
        return newest?.text.flatMap(EntryID.init) ?? .zero
    }
}
