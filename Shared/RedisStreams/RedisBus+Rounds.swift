public import Bus
internal import Domain
public import Messages

extension RedisBus {
    /// Follows streams of all shards from given places on, look by look, and tells of every look, also where it brought
    /// nothing.
    ///
    /// A lost connection is made again, and nothing is missed meanwhile.
    public func rounds(
        of streams: [StreamKind], from positions: [StreamPlace: EntryID]
    ) -> AsyncThrowingStream<TailRound, any Error> {
        let tail = StreamTail(streams, from: positions, settings: settings)
        // A look takes up to 256 entries of each stream: a few are what a follower may be behind before reading pauses.
        return AsyncThrowingStream(bufferingPolicy: .bufferingOldest(4)) { continuation in
            let task = Task {
                do {
                    try await tail.run { round in try await continuation.hand(round) }
                    continuation.finish()
                } catch {
                    continuation.finish(throwing: error)
                }
            }
            continuation.onTermination = { _ in task.cancel() }
        }
    }

    /// One look at what stands after places now, at most `limit` entries of each.
    public func round(
        after positions: [StreamPlace: EntryID], limit: Int
    ) async throws(BusError) -> TailRound {
        let keys = positions.map {
            (key: $0.key.stream.key(in: $0.key.shard), place: $0.key, after: $0.value)
        }
        .sorted { $0.key < $1.key }
        let (readAt, streams) = try await client.perform { (connection) throws(BusError) in
            connection.buffer.command(["TIME"])
            connection.buffer.command(
                ["XREAD", "COUNT", String(limit), "STREAMS"] + keys.map(\.key)
                    + keys.map(\.after.description))
            try connection.send()
            let readAt = StreamTail.milliseconds(try connection.receive())
            return (readAt, try connection.receive(StreamReply.streams).get())
        }
        let places = Dictionary(uniqueKeysWithValues: keys.map { ($0.key, $0.place) })
        return TailRound(readAt: readAt, streams: streams, places: places, limit: limit)
    }

    /// What is kept of streams.
    public func extents(of places: [StreamPlace]) async throws(BusError) -> [StreamPlace: StreamExtent] {
        let replies = try await client.perform { (connection) throws(BusError) in
            for place in places {
                connection.buffer.command("XINFO", "STREAM", place.stream.key(in: place.shard))
                connection.buffer.command("ZSCORE", Keys.trimmed(place.shard), place.stream.rawValue)
            }
            try connection.send()
            var replies: [(info: [String: RedisValue], trimmed: RedisValue)] = []
            // A stream nobody has written to yet answers with an error, which has no fields.
            for _ in places { replies.append((try connection.receive().fields, try connection.receive())) }
            return replies
        }
        return Dictionary(
            uniqueKeysWithValues: zip(places, replies).map { place, reply in
                let first = reply.info["first-entry"]?.array.first?.text.flatMap(EntryID.init)
                let last = reply.info["last-generated-id"]?.text.flatMap(EntryID.init)
                let extent = StreamExtent(
                    first: first, last: last ?? .zero,
                    trimmedBefore: reply.trimmed.text.flatMap { UInt64($0) } ?? 0)
                return (place, extent)
            })
    }
}

extension TailRound {
    /// A look, made of the server's answer.
    init(
        readAt: UInt64, streams: [(key: String, entries: [RawEntry])], places: [String: StreamPlace],
        limit: Int
    ) {
        self.readAt = readAt
        parts = streams.compactMap { key, entries in
            guard let place = places[key], let last = entries.last else { return nil }
            let known = entries.compactMap { entry -> StreamEntry? in
                guard let message = try? Message(decoding: entry.strings) else { return nil }
                return StreamEntry(stream: place.stream, shard: place.shard, id: entry.id, message: message)
            }
            return Part(place: place, entries: known, last: last.id, isDrained: entries.count < limit)
        }
    }
}

extension AsyncThrowingStream.Continuation where Element: Sendable {
    /// Waits while the follower's buffer is full, so that nothing is lost and memory stays bounded.
    func hand(_ element: Element) async throws {
        while true {
            switch yield(element) {
            case .enqueued: return
            case .dropped: try await Task.sleep(for: .milliseconds(5))
            case .terminated: throw CancellationError()
            @unknown default: return
            }
        }
    }
}
