internal import Bus
internal import CHiredis

/// An entry as Redis gives it: its place, and name, value, name, value.
struct RawEntry: Equatable {
    let id: EntryID
    let strings: [String]
}

/// Reads the answers of `XREAD` and `XRANGE` without building a tree of values in between.
enum StreamReply {
    /// The entries of each stream, by key; an absent answer is no entries.
    static func streams(_ reply: UnsafePointer<redisReply>) -> Result<
        [(key: String, entries: [RawEntry])], BusError
    > {
        guard reply.pointee.type != REDIS_REPLY_ERROR else {
            return .failure(RedisConnection.error(RedisValue.text(reply)))
        }
        guard reply.pointee.type == REDIS_REPLY_ARRAY else { return .success([]) }
        var streams: [(key: String, entries: [RawEntry])] = []
        for index in 0..<reply.pointee.elements {
            guard let pair = reply.pointee.element[index], pair.pointee.elements == 2,
                let key = pair.pointee.element[0], let list = pair.pointee.element[1]
            else { continue }
            streams.append((RedisValue.text(key), entries(list)))
        }
        return .success(streams)
    }

    /// The entries of one stream.
    static func range(_ reply: UnsafePointer<redisReply>) -> Result<[RawEntry], BusError> {
        guard reply.pointee.type != REDIS_REPLY_ERROR else {
            return .failure(RedisConnection.error(RedisValue.text(reply)))
        }
        return .success(entries(reply))
    }

    private static func entries(_ list: UnsafePointer<redisReply>) -> [RawEntry] {
        guard list.pointee.type == REDIS_REPLY_ARRAY else { return [] }
        var entries: [RawEntry] = []
        entries.reserveCapacity(list.pointee.elements)
        for index in 0..<list.pointee.elements {
            guard let entry = list.pointee.element[index], entry.pointee.elements == 2,
                let idReply = entry.pointee.element[0], let fields = entry.pointee.element[1],
                let id = EntryID(RedisValue.text(idReply))
            else { continue }
            var strings: [String] = []
            strings.reserveCapacity(fields.pointee.elements)
            for field in 0..<fields.pointee.elements {
                guard let text = fields.pointee.element[field] else { continue }
                strings.append(RedisValue.text(text))
            }
            entries.append(RawEntry(id: id, strings: strings))
        }
        return entries
    }
}
