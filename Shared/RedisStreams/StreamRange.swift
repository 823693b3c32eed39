internal import Bus

/// Reads stretches of a stream page by page.
enum StreamRange {
    /// Entries of one page: enough to be quick, little enough to be light.
    static let page = 1000

    /// All entries after one place and through another.
    static func entries(
        of key: String, after: EntryID, through: EntryID, _ connection: RedisConnection
    ) throws(BusError) -> [RawEntry] {
        var all: [RawEntry] = []
        try forEachPage(of: key, after: after, through: through, connection) { all += $0 }
        return all
    }

    /// Hands on the entries after one place and through another, a page at a time.
    static func forEachPage(
        of key: String, after: EntryID, through: EntryID, _ connection: RedisConnection,
        _ body: ([RawEntry]) -> Void
    ) throws(BusError) {
        var position = after
        while position < through {
            let entries = try page(
                of: key, after: position, through: through.description, limit: page, connection)
            guard let last = entries.last else { return }
            body(entries)
            position = last.id
        }
    }

    /// At most `limit` entries after a place.
    static func page(
        of key: String, after: EntryID, through: String, limit: Int, _ connection: RedisConnection
    ) throws(BusError) -> [RawEntry] {
        connection.buffer.command("XRANGE", key, "(\(after)", through, "COUNT", String(limit))
        try connection.send()
        return try connection.receive(StreamReply.range).get()
    }
}
