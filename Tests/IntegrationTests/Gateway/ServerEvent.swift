/// One server-sent event.
struct ServerEvent: Equatable {
    let id: String
    /// The event's name: a topic, or what a notice is about.
    let name: String
    let data: JSON

    /// The message's type; of a notice its name.
    var type: String { data["type"].text ?? name }
    /// Names what it tells: one entry can make several events.
    var entry: String { "\(place)/\(data["entryID"].text ?? "")/\(name)/\(data["id"].text ?? "")" }
    /// Order is kept within this and nowhere else.
    var place: String { "\(data["stream"].text ?? "")/\(data["shard"].number ?? -1)" }
    /// The command a reply answers.
    var commandID: String? { data["data"]["commandID"].text }
}

/// Reads events from bytes as they come, wherever they are cut.
struct ServerEventReader {
    private(set) var events: [ServerEvent] = []
    /// What a browser would resume with.
    private(set) var lastID = ""
    private var rest: [UInt8] = []
    private var fields: [String: String] = [:]

    mutating func take(_ bytes: [UInt8]) throws {
        rest += bytes
        let lines = rest.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        rest = lines.last.map(Array.init) ?? []
        for line in lines.dropLast() { try take(line: String(decoding: line, as: UTF8.self)) }
    }

    private mutating func take(line: String) throws {
        guard line.isEmpty else {
            let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2 { fields[String(parts[0])] = String(parts[1].dropFirst()) }
            return
        }
        defer { fields = [:] }
        if let id = fields["id"] { lastID = id }
        guard let data = fields["data"] else { return }
        events.append(
            ServerEvent(id: fields["id"] ?? "", name: fields["event"] ?? "", data: try JSON(data)))
    }
}
