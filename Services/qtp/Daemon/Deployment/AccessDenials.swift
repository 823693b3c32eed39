import RedisStreams

/// What Redis refused its users since it started, newest first: who asked for what.
enum AccessDenials {
    static func all(on bus: RedisBus) async throws -> [String] {
        let lines = try await bus.inspect(["ACL", "LOG"]).split(separator: "\n").map(String.init)
        // Names and values in turn, of which an entry's first ones say why, where, what and who.
        return lines.indices.filter { lines[$0] == "reason" }.map { start in
            lines[start...].prefix(8).joined(separator: " ")
        }
    }
}
