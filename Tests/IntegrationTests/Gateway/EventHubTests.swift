import Bus
import Domain
import GatewayCore
import Logging
import Messages
import Postgres
import RedisStreams
import ServerSupport
import Testing

@testable import GatewayDaemon

/// The hub on real streams, with clients that read as the test likes.
@Suite(.enabled(if: RedisServer.isInstalled), .timeLimit(.minutes(5))) struct `The event hub` {
    private static let topics = EventFilter(topics: [.trades])

    /// A server, its bus, and a hub with small bounds and no database.
    private struct Fixture {
        private static let instrument = InstrumentID(venue: "sim", symbol: "X")
        let redis: RedisServer
        let bus: RedisBus
        let hub: EventHub

        init(queue: Int = 16, window: Int = 64, lagMilliseconds: UInt64 = 60_000) async throws {
            redis = try await RedisServer.start()
            let logger = Logger(label: "test")
            bus = RedisBus(settings: RedisSettings(port: Int32(redis.port), shardCount: 2), logger: logger)
            let nowhere = try PostgresOptions(url: "postgresql://qtp@127.0.0.1:1/nowhere")
            let records = EventRecords(
                pool: PostgresPool(nowhere, logger: logger), markInterval: .thirtyMinutes)
            hub = EventHub(
                bus: bus, backlog: EventBacklog(bus: bus),
                start: EventStart(bus: bus, records: records, capital: .zero, logger: logger),
                limits: EventLimits(
                    clients: 8, queueCount: queue, queueBytes: 1 << 20, window: window,
                    lagMilliseconds: lagMilliseconds, heartbeat: .milliseconds(100)),
                logger: logger)
        }

        func trade(_ numbers: ClosedRange<Int64>) async throws {
            for number in numbers {
                let trade = Trade(
                    instrument: Self.instrument, id: number, occurredAt: Timestamp(milliseconds: number),
                    price: Price(whole: 2), quantity: Quantity(units: 1), aggressor: .buy)
                try await bus.publish(
                    .tradePrinted(TradePrinted(trade)), to: .trades,
                    shard: Shard(of: Self.instrument, count: 2))
            }
        }

        /// Runs the hub while a client does something.
        func during(_ body: (Fixture) async throws -> Void) async throws {
            try await withThrowingTaskGroup(of: Void.self) { group in
                let hub = hub
                group.addTask { try await hub.run() }
                defer { group.cancelAll() }
                while hub.cursor == nil { try await Task.sleep(for: .milliseconds(10)) }
                try await body(self)
            }
        }
    }

    private func reader(_ fixture: Fixture, after cursor: EventCursor?) throws -> EventReader {
        EventReader(fixture.hub, try fixture.hub.seat(), Self.topics, after: cursor)
    }

    /// The trades' numbers and other events' names, until enough came.
    private func read(
        _ reader: inout EventReader, until isEnough: ([String]) -> Bool
    ) async throws -> [String] {
        var told: [String] = []
        while !isEnough(told), let step = try await reader.next() {
            guard case .events(let deliveries) = step else { continue }
            for delivery in deliveries {
                let document = try JSON(delivery.json)
                told.append(document["data"]["tradeID"].number.map { "\(Int($0))" } ?? delivery.name)
            }
        }
        return told
    }

    private func numbers(_ range: ClosedRange<Int>) -> [String] { range.map(String.init) }

    @Test func `brings a client up from the streams, through memory, to what happens`() async throws {
        let fixture = try await Fixture()
        try await fixture.trade(1...300)
        try await fixture.during { fixture in
            try await fixture.trade(301...350)
            var client = try reader(fixture, after: EventCursor(watermark: 0))
            #expect(try await read(&client) { $0.count >= 350 } == numbers(1...350))
            try await fixture.trade(351...360)
            #expect(try await read(&client) { $0.count >= 10 } == numbers(351...360))
            client.leave()
        }
    }

    @Test func `lets a client whose queue is full read on from its place, without a loss`() async throws {
        let fixture = try await Fixture()
        try await fixture.during { fixture in
            var client = try reader(fixture, after: nil)
            guard case .alive = try await client.next() else { throw CancellationError() }
            // More than wait for it, and more than memory holds.
            try await fixture.trade(1...200)
            #expect(try await read(&client) { $0.count >= 200 } == numbers(1...200))
            try await fixture.trade(201...210)
            #expect(try await read(&client) { $0.count >= 10 } == numbers(201...210))
            client.leave()
        }
    }

    @Test func `tells a client that has fallen too far behind of a gap, and goes on with what is new`()
        async throws
    {
        let fixture = try await Fixture(lagMilliseconds: 0)
        try await fixture.during { fixture in
            var client = try reader(fixture, after: nil)
            guard case .alive = try await client.next() else { throw CancellationError() }
            try await fixture.trade(1...200)
            // Until the hub has read them all: the client is behind only from then on.
            var watcher = try reader(fixture, after: EventCursor(watermark: 0))
            _ = try await read(&watcher) { $0.count >= 200 }
            let told = try await read(&client) { $0.contains("gap") }
            #expect(told == numbers(1...16) + ["gap"])
            try await fixture.trade(201...203)
            #expect(try await read(&client) { $0.count >= 3 } == numbers(201...203))
            client.leave()
            watcher.leave()
        }
    }

    @Test func `goes on when the server of the streams was away`() async throws {
        let fixture = try await Fixture()
        try await fixture.during { fixture in
            var client = try reader(fixture, after: nil)
            guard case .alive = try await client.next() else { throw CancellationError() }
            fixture.redis.pause()
            try await Task.sleep(for: .milliseconds(300))
            fixture.redis.resume()
            try await fixture.trade(1...5)
            #expect(try await read(&client) { $0.count >= 5 } == numbers(1...5))
            client.leave()
        }
    }

    @Test func `has a bounded number of places, and gives back those of clients that left`() async throws {
        let fixture = try await Fixture()
        var seats: [EventSeat] = []
        for _ in 0..<8 { seats.append(try fixture.hub.seat()) }
        #expect(throws: Problem.self) { try fixture.hub.seat() }
        seats.removeLast()
        _ = try fixture.hub.seat()
    }
}
