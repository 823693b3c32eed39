import Bus
import Digests
import Domain
import Foundation
import Logging
import Messages
import RedisStreams
import ServerSupport
import Testing

/// A server with the suite's users, as a deployment has it.
@Suite(.timeLimit(.minutes(5))) struct `The users of Redis` {
    private static let shard = Shard(3)

    private let folder: String
    private let server: RedisServer

    init() async throws {
        folder = "/tmp/qtp-users-\(UInt32.random(in: 0 ... .max))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let digests = AccessList.users.map { ($0, SHA256.hexadecimal(of: "password of \($0)".utf8)) }
        let file = folder + "/users.acl"
        try AccessList.text(digests: Dictionary(uniqueKeysWithValues: digests))
            .write(toFile: file, atomically: true, encoding: .utf8)
        server = try await RedisServer.start(arguments: ["--aclfile", file])
    }

    private func bus(_ user: String, password: String? = nil) -> RedisBus {
        RedisBus(
            settings: RedisSettings(
                port: Int32(server.port), user: user, password: password ?? "password of \(user)"),
            logger: Logger(label: "test"))
    }

    /// Whether the server lets a user do something; what it says otherwise must be that it may not.
    private func allows(_ user: String, _ command: String...) async throws -> Bool {
        do {
            _ = try await bus(user).inspect(command)
            return true
        } catch .refused(let reason) where reason.hasPrefix("NOPERM") {
            return false
        } catch BusError.refused {
            // It may; the command itself made no sense.
            return true
        } catch BusError.unavailable(let reason) where reason.hasPrefix("NOGROUP") {
            return true
        }
    }

    @Test(arguments: ServiceName.allCases)
    func `append to what they write alone`(service: ServiceName) async throws {
        for stream in StreamKind.allCases {
            let key = stream.key(in: stream.isSingle ? Shard(0) : Self.shard)
            let isAllowed = try await allows(service.rawValue, "XADD", key, "*", "a", "b")
            #expect(isAllowed == stream.writers.contains(service), "\(stream)")
        }
    }

    @Test(arguments: ServiceName.allCases.filter { $0 != .gateway })
    func `read what they work on alone`(service: ServiceName) async throws {
        for stream in StreamKind.allCases {
            let key = stream.key(in: stream.isSingle ? Shard(0) : Self.shard)
            let isAllowed =
                stream.isWorkQueue
                ? try await allows(
                    service.rawValue, "XREADGROUP", "GROUP", "g", "c", "STREAMS", key, ">")
                : try await allows(service.rawValue, "XREAD", "COUNT", "1", "STREAMS", key, "0")
            #expect(
                isAllowed == (stream.readers + stream.followers).contains(service), "\(stream)")
        }
    }

    @Test(arguments: ServiceName.pipeline)
    func `own leases and snapshots of their own`(service: ServiceName) async throws {
        for other in ServiceName.pipeline {
            let lease = "qtp:{s03}:lease:\(other.rawValue)"
            let snapshot = "qtp:{s03}:snapshot:\(other.rawValue)"
            #expect(try await allows(service.rawValue, "SET", lease, "x") == (service == other))
            #expect(try await allows(service.rawValue, "HSET", snapshot, "a", "b") == (service == other))
        }
    }

    @Test(arguments: ServiceName.allCases)
    func `reach nothing through a script that they may not touch`(service: ServiceName) async throws {
        let foreign = StreamKind.allCases.first { stream in
            !stream.writers.contains(service) && !stream.readers.contains(service)
        }
        let key = try #require(foreign).key(in: Shard(0))
        let script = "return redis.call('XADD', KEYS[1], '*', 'a', 'b')"
        #expect(try await !allows(service.rawValue, "EVAL", script, "1", key))
        // A key that was not declared is no way round.
        let hidden = "return redis.call('XADD', '\(key)', '*', 'a', 'b')"
        await #expect(throws: BusError.self) {
            _ = try await bus(service.rawValue).inspect(["EVAL", hidden, "0"])
        }
        let length = try await bus(AccessList.operator).inspect(["XLEN", key])
        #expect(length == "0")
    }

    @Test(
        arguments: AccessList.users,
        [
            ["FLUSHALL"], ["CONFIG", "GET", "*"], ["KEYS", "*"], ["ACL", "LIST"], ["SHUTDOWN", "NOSAVE"],
            ["DEL", "qtp:{s00}:bars"], ["MONITOR"], ["SCRIPT", "FLUSH"], ["DEBUG", "SLEEP", "0"],
        ])
    func `rule over nobody`(user: String, command: [String]) async throws {
        await #expect(throws: BusError.self) { _ = try await bus(user).inspect(command) }
    }

    @Test func `are nobody without a password`() async throws {
        await #expect(throws: BusError.self) { _ = try await bus("router", password: "x").inspect(["PING"]) }
        await #expect(throws: BusError.self) { _ = try await bus("default", password: "").inspect(["PING"]) }
        #expect(try await bus(AccessList.probe, password: "any").inspect(["PING"]) == "PONG")
        await #expect(throws: BusError.self) {
            _ = try await bus(AccessList.probe, password: "any").inspect(["GET", "x"])
        }
    }

    @Test func `are read again once, when somebody asks who may`() async throws {
        let digestFile = folder + "/users-digest"
        try "0123".write(toFile: digestFile, atomically: true, encoding: .utf8)
        let environment = [
            "QTP_REDIS_URL": "redis://\(AccessList.loader)@127.0.0.1:\(server.port)",
            "QTP_REDIS_PASSWORD": "password of \(AccessList.loader)",
        ]
        for answer in ["Redis has read its users\n", "Redis knows its users\n"] {
            let outcome = try await Program.run(
                Program.path(of: "qtp"), ["secrets", "load", "--digest-file", digestFile],
                environment: environment)
            #expect(outcome.output == answer)
        }
        #expect(try await !allows("router", "ACL", "LOAD"))
    }
}
