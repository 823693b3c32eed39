import Bus
import Domain
import Foundation
import Messages
import RedisStreams
import ServerSupport
import Synchronization
import Testing

/// Two gateways on the same streams, of which clients need only one.
@Suite(
    .serialized, .enabled(if: RedisServer.isInstalled && PostgresServer.isInstalled), .timeLimit(.minutes(5)))
struct `Gateways side by side` {
    struct Client: CustomStringConvertible {
        let topics: Set<String>
        let instrument: InstrumentID?
        var query: String {
            "?topic=\(topics.sorted().joined(separator: ","))"
                + (instrument.map { "&instrument=\($0)" } ?? "")
        }
        var description: String { query }
    }
    private static let clients = [
        Client(topics: ["candles", "trades", "signals", "features", "fills"], instrument: nil),
        Client(topics: ["trades"], instrument: nil),
        Client(topics: ["trades", "fills"], instrument: EventTraffic.instruments[0]),
        Client(topics: ["signals", "features"], instrument: nil),
        Client(topics: ["candles"], instrument: EventTraffic.instruments[3]),
    ]

    /// How many events a client is to have in the end; nil until nothing more happens.
    private final class Goal: Sendable {
        private let count = Mutex<Int?>(nil)
        func set(_ number: Int) { count.withLock { $0 = number } }
        func isReached(_ number: Int) -> Bool { count.withLock { $0.map { number >= $0 } ?? false } }
    }
    private struct Outcome {
        let client: Client
        let before: [ServerEvent]
        let after: [ServerEvent]
        let resume: Duration
    }

    /// Follows one gateway until it is gone, and then the other.
    private static func follow(
        _ client: Client, _ goal: Goal, from first: GatewayReplica, to second: GatewayReplica
    ) async throws -> Outcome {
        let before = try await first.follow(after: "0", query: client.query) { _ in false }
        let lost = ContinuousClock.now
        let after = try await second.follow(after: before.last, query: client.query) {
            goal.isReached(before.events.count + $0.count)
        }
        return Outcome(
            client: client, before: before.events, after: after.events, resume: after.began - lost)
    }

    @Test func `give a client that changes over under load everything once and in order`() async throws {
        let servers = try await GatewayServers.start()
        let first = try await servers.gateway()
        let second = try await servers.gateway()
        let traffic = EventTraffic(servers.bus)
        let goals = Self.clients.map { _ in Goal() }
        let outcomes = try await withThrowingTaskGroup(of: Outcome?.self) { group in
            for (client, goal) in zip(Self.clients, goals) {
                group.addTask { try await Self.follow(client, goal, from: first, to: second) }
            }
            group.addTask {
                try await traffic.run(perSecond: 400)
                return nil
            }
            try await Task.sleep(for: .seconds(4))
            try await first.program.kill()
            try await Task.sleep(for: .seconds(3))
            traffic.stop()
            _ = try await group.next()
            for (client, goal) in zip(Self.clients, goals) {
                let written = try await traffic.written(client.topics, instrument: client.instrument)
                goal.set(written.values.reduce(0) { $0 + $1.count })
            }
            return try await group.reduce(into: []) { $0.append($1) }.compactMap(\.self)
        }
        #expect(outcomes.count == Self.clients.count)
        for outcome in outcomes {
            let client = outcome.client
            let written = try await traffic.written(client.topics, instrument: client.instrument)
            let events = outcome.before + outcome.after
            let told = Dictionary(grouping: events, by: \.place).mapValues { $0.map(\.entry) }
            print(
                "\(client): \(outcome.before.count) events, then \(outcome.after.count) from the other gateway, "
                    + "the first of them \(outcome.resume) after the loss")
            #expect(told == written, "\(client)")
            #expect(!outcome.before.isEmpty && !outcome.after.isEmpty, "\(client)")
            // Three seconds are promised; a machine that runs all tests at once is given more.
            #expect(outcome.resume < .seconds(60), "\(client)")
        }
    }

    @Test func `tell a client that what it missed is gone, and go on with the rest`() async throws {
        let servers = try await GatewayServers.start()
        let instrument = EventTraffic.instruments[0]
        let shard = Shard(of: instrument, count: servers.bus.shardCount)
        func trade(_ number: Int64) async throws {
            let trade = Trade(
                instrument: instrument, id: number, occurredAt: Timestamp(milliseconds: number),
                price: Price(whole: 2), quantity: Quantity(units: 1), aggressor: .buy)
            try await servers.bus.publish(.tradePrinted(TradePrinted(trade)), to: .trades, shard: shard)
        }
        for number in 1...3 as ClosedRange<Int64> { try await trade(number) }
        let gateway = try await servers.gateway(["QTP_GATEWAY_EVENT_WINDOW": "16"])
        let all = try await gateway.follow(after: "0", query: "?topic=trades") { $0.count == 3 }
        // What a writer does with entries that nobody needs and that are old enough.
        let key = StreamKind.trades.key(in: shard)
        let cut = try #require(EntryID(all.events[2].data["entryID"].text ?? ""))
        _ = try await servers.bus.inspect(["XTRIM", key, "MINID", cut.description])
        let horizon = cut.milliseconds + 1
        _ = try await servers.bus.inspect([
            "ZADD", "qtp:{\(shard.name)}:trimmed", "GT", "\(horizon)", "trades",
        ])
        let resumed = try await gateway.follow(after: all.events[0].id, query: "?topic=trades") {
            $0.count == 2
        }
        #expect(resumed.events.map(\.name) == ["gap", "trades"])
        #expect(resumed.events[0].data["reason"].text == "expired")
        #expect(resumed.events[1].data["entryID"].text == cut.description)
        // The gap's own cursor lies behind it.
        let later = try await gateway.follow(after: resumed.events[0].id, query: "?topic=trades") {
            !$0.isEmpty
        }
        #expect(later.events.map(\.name) == ["trades"])
    }

    @Test(.enabled(if: SocketClient.isInstalled))
    func `serve clients of Socket.IO that change over, too`() async throws {
        let servers = try await GatewayServers.start()
        let first = try await servers.gateway()
        let second = try await servers.gateway()
        let outcome = try await SocketClient.run([
            "\(first.port)", "\(first.program.pid)", "\(second.port)", "\(servers.redis.port)",
        ])
        print(outcome.output)
        #expect(outcome.status == 0, "\(outcome.output)")
    }
}

/// The client of the Python Packaging Index, in an environment of its own.
enum SocketClient {
    private static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    private static let python = root.appendingPathComponent(".run/clients/bin/python").path

    static var isInstalled: Bool { FileManager.default.isExecutableFile(atPath: python) }

    static func run(_ arguments: [String]) async throws -> Program.Outcome {
        try await Program.run(
            python, [root.appendingPathComponent("Tests/clients/realtime_test.py").path] + arguments)
    }
}
