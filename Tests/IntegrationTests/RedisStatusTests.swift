import Bus
import Domain
import Logging
import Messages
import RedisStreams
import ServerSupport
import Testing

@Suite(.timeLimit(.minutes(5))) struct `The status of a bus on Redis` {
    @Test func `counts what a work queue has handed out and nobody has finished`() async throws {
        let server = try await RedisServer.start()
        let bus = RedisBus(
            settings: RedisSettings(port: Int32(server.port), shardCount: 2), logger: Logger(label: "test"))
        let key = StreamKind.commands.key(in: Shard(0))
        let group = ServiceName.router.rawValue
        func status() async throws -> StageStatus? {
            try await bus.status().first { $0.service == .router && $0.stream == .commands }
        }
        #expect(try await status() == nil)

        _ = try await bus.inspect(["XGROUP", "CREATE", key, group, "0", "MKSTREAM"])
        let id = EntryID(milliseconds: 1, sequence: 0)
        _ = try await bus.inspect(["XADD", key, "\(id)", "type", "x"])
        let untaken = StageStatus(
            service: .router, stream: .commands, shard: Shard(0), owner: nil, cursor: .zero, lag: 1,
            taken: try await status()?.taken, length: 1, lastAdded: id, oldestUnfinished: id)
        #expect(try await status() == untaken)

        _ = try await bus.inspect(["XREADGROUP", "GROUP", group, "a", "COUNT", "1", "STREAMS", key, ">"])
        let taken = try await status()
        #expect(taken?.pending == 1 && taken?.lag == 0 && taken?.cursor == id)

        _ = try await bus.inspect(["XACK", key, group, "\(id)"])
        #expect(try await status()?.pending == 0)
    }
}
