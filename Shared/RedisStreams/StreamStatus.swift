internal import Bus
internal import Domain
internal import Messages

/// Reads how far every service is, in one round trip per shard.
enum StreamStatus {
    /// Dead letters that are counted in one shard: a status is asked for often, and must stay cheap when all goes wrong.
    private static let countedLetters = 10_000

    static func read(shardCount: Int, _ connection: RedisConnection) throws(BusError) -> [StageStatus] {
        var statuses: [StageStatus] = []
        for index in 0..<shardCount { try append(Shard(index), to: &statuses, connection) }
        return statuses
    }

    private static func append(
        _ shard: Shard, to statuses: inout [StageStatus], _ connection: RedisConnection
    ) throws(BusError) {
        let streams = StreamKind.allCases.filter { !$0.isSingle || shard.index == 0 }
        for service in ServiceName.pipeline { connection.buffer.command("GET", Keys.lease(service, shard)) }
        for stream in streams {
            connection.buffer.command("XINFO", "STREAM", stream.key(in: shard))
            connection.buffer.command("XINFO", "GROUPS", stream.key(in: shard))
        }
        connection.buffer.command(
            "XRANGE", StreamKind.dead.key(in: shard), "-", "+", "COUNT", String(countedLetters))
        try connection.send()
        var owners: [ServiceName: String] = [:]
        for service in ServiceName.pipeline {
            let lease = try connection.receive().text
            owners[service] = lease.flatMap { $0.split(separator: "|").first.map(String.init) }
        }
        var infos: [(stream: StreamKind, info: [String: RedisValue], groups: [RedisValue])] = []
        // A stream nobody has written to yet has no information and no groups: the server answers with an error.
        for stream in streams {
            infos.append((stream, try connection.receive().fields, try connection.receive().array))
        }
        let letters = deadLetters(try connection.receive(StreamReply.range).get())
        for (stream, info, groups) in infos {
            for group in groups.map(\.fields) {
                guard let service = group["name"]?.text.flatMap(ServiceName.init) else { continue }
                statuses.append(
                    StageStatus(
                        service: service, stream: stream, shard: shard, owner: owners[service],
                        cursor: group["last-delivered-id"]?.text.flatMap(EntryID.init) ?? .zero,
                        lag: group["lag"]?.integer, taken: group["entries-read"]?.integer,
                        length: info["length"]?.integer ?? 0,
                        lastAdded: info["last-generated-id"]?.text.flatMap(EntryID.init) ?? .zero,
                        pending: group["pending"]?.integer ?? 0,
                        oldestUnfinished: stream.isWorkQueue
                            ? info["first-entry"]?.array.first?.text.flatMap(EntryID.init) : nil,
                        deadLetters: letters[Origin(service: service, stream: stream), default: 0]))
            }
        }
    }

    /// Who rejected an entry, and of which stream.
    private struct Origin: Hashable {
        let service: ServiceName
        let stream: StreamKind
    }

    private static func deadLetters(_ entries: [RawEntry]) -> [Origin: Int] {
        var counts: [Origin: Int] = [:]
        for entry in entries {
            guard let message = try? Message(decoding: entry.strings),
                case .entryRejected(let letter) = message.body
            else { continue }
            counts[Origin(service: letter.service, stream: letter.stream), default: 0] += 1
        }
        return counts
    }
}
