/// One server-sent event.
struct ServerEvent: Equatable {
    let id: String
    let type: String
    let data: JSON

    /// Names the entry it tells of.
    var entry: String { "\(place)/\(data["entryID"].text ?? "")" }
    /// Order is kept within this and nowhere else.
    var place: String { "\(data["stream"].text ?? "")/\(data["shard"].number ?? -1)" }
    /// The command a reply answers.
    var commandID: String? { data["message"]["commandID"].text }
}

/// Reads events from bytes as they come, wherever they are cut.
struct ServerEventReader {
    private(set) var events: [ServerEvent] = []
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
        guard let data = fields["data"] else { return }
        events.append(
            ServerEvent(id: fields["id"] ?? "", type: fields["event"] ?? "", data: try JSON(data)))
    }
}
