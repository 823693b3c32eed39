internal import BlockingThreads
internal import Bus
internal import Domain
internal import Logging
internal import Messages

/// Follows streams of all shards without a group: every follower sees everything.
actor StreamTail {
    typealias Continuation = AsyncThrowingStream<[StreamEntry], any Error>.Continuation
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

    func run(into continuation: Continuation) async {
        while !Task.isCancelled {
            do {
                try await follow(into: continuation)
            } catch BusError.unavailable {
                try? await Task.sleep(for: backoff.pause())
            } catch {
                continuation.finish(throwing: error)
                return
            }
        }
        continuation.finish()
    }

    private func follow(into continuation: Continuation) async throws {
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
            connection.buffer.command(["XREAD", "COUNT", "256", "BLOCK", "250", "STREAMS"] + keys + ids)
            try connection.send()
            for (key, entries) in try connection.receive(StreamReply.streams).get() {
                guard let place = places[key], let last = entries.last else { continue }
                let known = entries.compactMap { entry -> StreamEntry? in
                    guard let message = try? Message(decoding: entry.strings) else { return nil }
                    return StreamEntry(
                        stream: place.stream, shard: place.shard, id: entry.id, message: message)
                }
                try await Self.hand(known, to: continuation)
                positions[place] = last.id
            }
        }
    }

    /// Waits while the follower's buffer is full, so that nothing is lost and memory stays bounded.
    private static func hand(_ entries: [StreamEntry], to continuation: Continuation) async throws {
        while !entries.isEmpty {
            switch continuation.yield(entries) {
            case .enqueued: return
            case .dropped: try await Task.sleep(for: .milliseconds(5))
            case .terminated: throw CancellationError()
            @unknown default: return
            }
        }
    }

    private static func last(of key: String, _ connection: RedisConnection) throws(BusError) -> EntryID {
        let newest = try connection.call("XREVRANGE", key, "+", "-", "COUNT", "1").array.first?.array.first
        return newest?.text.flatMap(EntryID.init) ?? .zero
    }
}
