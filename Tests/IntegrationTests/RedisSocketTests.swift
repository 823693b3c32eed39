import Logging
import RedisStreams
import ServerSupport
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(5))) struct `The bus on Redis' Unix socket` {
    let server: RedisServer

    init() async throws { server = try await RedisServer.start() }

    private func bus(_ settings: RedisSettings) -> RedisBus {
        RedisBus(settings: settings, logger: Logger(label: "test"))
    }

    @Test func `works as over TCP, without using it`() async throws {
        // Nobody listens on that port.
        let settings = RedisSettings(port: 1, socket: server.socket, shardCount: 4)
        try await BusContract(bus(settings)).answersEveryEntryOnceInOrder()
    }

    @Test func `knows users and passwords like any other way in`() async throws {
        _ = try await bus(RedisSettings(socket: server.socket))
            .inspect(["ACL", "SETUSER", "somebody", "on", ">right", "+@all", "~*"])
        let right = RedisSettings(socket: server.socket, user: "somebody", password: "right")
        #expect(try await bus(right).inspect(["ACL", "WHOAMI"]) == "somebody")
        let wrong = RedisSettings(socket: server.socket, user: "somebody", password: "wrong")
        await #expect(throws: (any Error).self) { try await bus(wrong).inspect(["PING"]) }
    }

    @Test func `says that nobody is there`() async throws {
        let none = bus(RedisSettings(socket: server.socket + ".none"))
        await #expect(throws: (any Error).self) { try await none.inspect(["PING"]) }
    }
}
