internal import Bus
internal import Domain
internal import Messages

/// Trims streams by id, never past what a reader still needs.
enum Retention {
    /// The place before which nobody needs an entry of the stream any more; nil while somebody needs them all.
    ///
    /// A reader needs what its group has not passed, and what its next rebuild replays: everything after the
    /// snapshot's cursor. The recorder has no snapshot, its state is in the database.
    static func safePlace(
        of stream: StreamKind, in shard: Shard, _ connection: RedisConnection
    ) throws(BusError) -> EntryID? {
        let key = stream.key(in: shard)
        // A source owns its streams before their first entry, and Redis answers for no stream that is not there.
        guard try connection.call("EXISTS", key).integer == 1 else { return nil }
        let groups = try connection.call("XINFO", "GROUPS", key).array.map(\.fields)
        var safe: EntryID?
        for reader in stream.readers {
            guard
                let group = groups.first(where: { $0["name"]?.text == reader.rawValue }),
                var needed = group["last-delivered-id"]?.text.flatMap(EntryID.init)
            else { return nil }
            if reader != .recorder, !stream.isFromOutside {
                let snapshot = try connection.call(
                    "HGET", Keys.snapshot(reader, shard), "cursor:\(stream.rawValue)")
                guard let cursor = snapshot.text.flatMap(EntryID.init) else { return nil }
                needed = min(needed, cursor)
            }
            safe = min(safe ?? needed, needed)
        }
        return safe
    }

    /// Trims the stream and answers its length afterwards.
    ///
    /// Entries from `keepingFrom` on stay although everybody has passed them; nil under pressure.
    static func trim(
        _ stream: StreamKind, in shard: Shard, keepingFrom: EntryID?, _ connection: RedisConnection
    ) throws(BusError) -> Int {
        let key = stream.key(in: shard)
        if let safe = try safePlace(of: stream, in: shard, connection) {
            let place = keepingFrom.map { min($0, safe) } ?? safe
            let removed = try connection.call("XTRIM", key, "MINID", "~", place.description).integer ?? 0
            if removed > 0 { try remember(place, of: stream, in: shard, connection) }
        }
        return try connection.call("XLEN", key).integer ?? 0
    }

    /// Writes down how far a stream is trimmed, so that a reader who comes back later can tell whether it missed anything.
    ///
    /// The highest place wins: a stream may have several writers, and each of them trims.
    private static func remember(
        _ place: EntryID, of stream: StreamKind, in shard: Shard, _ connection: RedisConnection
    ) throws(BusError) {
        let before = place.milliseconds + (place.sequence > 0 ? 1 : 0)
        _ = try connection.call("ZADD", Keys.trimmed(shard), "GT", String(before), stream.rawValue)
    }
}

/// Trims what a service writes, by age.
struct AgeRetention {
    let outputs: [StreamKind]
    let retainMilliseconds: UInt64

    func trim(in shard: Shard, _ connection: RedisConnection) throws(BusError) {
        let seconds = try connection.call("TIME").array.first?.integer ?? 0
        let now = UInt64(seconds) * 1000
        let kept = EntryID(milliseconds: now - min(now, retainMilliseconds), sequence: 0)
        for stream in outputs { _ = try Retention.trim(stream, in: shard, keepingFrom: kept, connection) }
    }
}
