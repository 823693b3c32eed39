internal import Bus
internal import Domain
internal import Messages

/// Reads how far every service is, in one round trip per shard.
enum StreamStatus {
    static func read(shardCount: Int, _ connection: RedisConnection) throws(BusError) -> [StageStatus] {
        var statuses: [StageStatus] = []
        for index in 0..<shardCount { try append(Shard(index), to: &statuses, connection) }
        return statuses
    }

    private static func append(
        _ shard: Shard, to statuses: inout [StageStatus], _ connection: RedisConnection
    ) throws(BusError) {
        let streams = StreamKind.allCases.filter { $0 != .commands || shard.index == 0 }
        for service in ServiceName.pipeline { connection.buffer.command("GET", Keys.lease(service, shard)) }
        for stream in streams {
            connection.buffer.command("XLEN", stream.key(in: shard))
            connection.buffer.command("XINFO", "GROUPS", stream.key(in: shard))
        }
        try connection.send()
        var owners: [ServiceName: String] = [:]
        for service in ServiceName.pipeline {
            let lease = try connection.receive().text
            owners[service] = lease.flatMap { $0.split(separator: "|").first.map(String.init) }
        }
        for stream in streams {
            let length = try connection.receive().integer ?? 0
            // A stream nobody has written to yet has no groups: the server answers with an error.
            for group in try connection.receive().array.map(\.fields) {
                guard let service = group["name"]?.text.flatMap(ServiceName.init) else { continue }
                statuses.append(
                    StageStatus(
                        service: service, stream: stream, shard: shard, owner: owners[service],
                        cursor: group["last-delivered-id"]?.text.flatMap(EntryID.init) ?? .zero,
                        lag: group["lag"]?.integer, length: length))
            }
        }
    }
}
