internal import Bus
internal import Domain
internal import Messages

/// A service's consumer groups: the committed cursor is the group's last-delivered id.
enum Groups {
    /// Makes the groups that are missing, at the beginning of their streams, and reads all cursors.
    static func adopt(
        _ inputs: [StreamKind], of service: ServiceName, in shard: Shard, _ connection: RedisConnection
    ) throws(BusError) -> [StreamKind: (id: EntryID, read: Int)] {
        var cursors: [StreamKind: (id: EntryID, read: Int)] = [:]
        for stream in inputs {
            let key = stream.key(in: shard)
            try create(service, on: key, connection)
            let groups = try connection.call("XINFO", "GROUPS", key).array.map(\.fields)
            let group = groups.first { $0["name"]?.text == service.rawValue }
            guard let id = group?["last-delivered-id"]?.text.flatMap(EntryID.init) else {
                throw .unavailable(reason: "group \(service.rawValue) of \(key) is gone")
            }
            cursors[stream] = (id, group?["entries-read"]?.integer ?? 0)
        }
        return cursors
    }

    /// How many entries were ever added up to a place: all of them, less those that stand after it.
    static func entriesRead(
        of key: String, through place: EntryID, _ connection: RedisConnection
    ) throws(BusError) -> Int {
        // Both from one answer: entries that arrive while the pages are read count neither here nor there.
        let stream = try connection.call("XINFO", "STREAM", key).fields
        let added = stream["entries-added"]?.integer ?? 0
        let last = stream["last-generated-id"]?.text.flatMap(EntryID.init) ?? .zero
        guard place < last else { return added }
        var after = 0
        try StreamRange.forEachPage(of: key, after: place, through: last, connection) { after += $0.count }
        return added - after
    }

    /// Lets a group say where its service is.
    ///
    /// Not fenced: a late call can only move it back, which keeps more than needed.
    static func move(
        _ service: ServiceName, on key: String, to place: EntryID, read: Int, _ connection: RedisConnection
    ) throws(BusError) {
        _ = try connection.call(
            "XGROUP", "SETID", key, service.rawValue, place.description, "ENTRIESREAD", String(read))
    }

    private static func create(
        _ service: ServiceName, on key: String, _ connection: RedisConnection
    ) throws(BusError) {
        do {
            _ = try connection.call("XGROUP", "CREATE", key, service.rawValue, "0", "MKSTREAM")
        } catch .refused(let reason) where reason.hasPrefix("BUSYGROUP") {
            return
        }
    }
}
