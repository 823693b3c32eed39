import Bus
import Domain
import Logging
import Messages
import RedisStreams
import ServerSupport
import TestSupport
import Testing

/// What Redis does to a stage in real life, and what must come of it: nothing.
@Suite(.timeLimit(.minutes(5))) struct `A stage on Redis that fails` {
    let server: RedisServer
    let bus: RedisBus
    let contract: BusContract<RedisBus>
    static let instrument = BusContract<RedisBus>.instrument(0)
    var shard: Shard { Shard(of: Self.instrument, count: 2) }

    init() async throws {
        server = try await RedisServer.start(appendOnly: true)
        bus = RedisBus(
            settings: RedisSettings(port: Int32(server.port), shardCount: 2, timeoutMilliseconds: 1000),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        contract = BusContract(bus)
    }

    private func publish(_ minutes: Range<Int>) async throws {
        for minute in minutes {
            let bar = BusContract<RedisBus>.bar(minute, of: Self.instrument)
            while true {
                do {
                    try await bus.publish(bar, to: .bars, shard: shard)
                    break
                } catch BusError.unavailable { try await Task.sleep(for: .milliseconds(20)) }
            }
        }
    }

    private func waitFor(_ count: Int) async throws {
        try await contract.eventually("\(count) bars are answered") {
            (try? await contract.counts()[Self.instrument]?.count ?? 0) ?? 0 >= count
        }
    }

    private func expectAll(_ count: Int) async throws {
        #expect(try await contract.counts()[Self.instrument] == Array(1...count))
    }

    @Test func `a server killed and started again loses nothing`() async throws {
        try await contract.whileRunning {
            for round in 0..<3 {
                try await publish(round * 40..<round * 40 + 40)
                if round < 2 {
                    try await server.kill()
                    try await Task.sleep(for: .milliseconds(200))
                    try await server.start()
                }
            }
            try await waitFor(120)
        }
        try await expectAll(120)
    }

    @Test func `a server that hangs past the lease loses nothing`() async throws {
        try await contract.whileRunning(2) {
            try await publish(0..<30)
            try await waitFor(10)
            server.pause()
            try await Task.sleep(for: .milliseconds(2500))
            server.resume()
            try await publish(30..<60)
            try await waitFor(60)
        }
        try await expectAll(60)
    }

    @Test func `forgotten scripts are loaded again`() async throws {
        try await contract.whileRunning {
            try await publish(0..<10)
            try await waitFor(10)
            _ = try await bus.inspect(["SCRIPT", "FLUSH"])
            try await publish(10..<20)
            try await waitFor(20)
        }
        try await expectAll(20)
    }

    @Test func `a destroyed group is made again, and what it repeats keeps its id`() async throws {
        try await contract.whileRunning {
            try await publish(0..<10)
            try await waitFor(10)
        }
        _ = try await bus.inspect(["XGROUP", "DESTROY", StreamKind.bars.key(in: shard), "cipher-engine"])
        try await contract.whileRunning {
            try await publish(10..<20)
            // The cursor is gone with the group, so the stage starts over; ids tell its readers what is a repeat.
            try await contract.eventually("20 bars are answered") {
                let entries = try await bus.entries(of: .signals, in: shard, after: .zero, limit: 100)
                return Set(entries.map(\.message.id)).count == 20
            }
        }
        let ids = try await bus.entries(of: .signals, in: shard, after: .zero, limit: 100).map(\.message.id)
        #expect(Set(ids).count == 20)
        #expect(ids.count == 30)
    }

    @Test func `an owner that lost its lease commits nothing`() async throws {
        try await contract.whileRunning {
            try await publish(0..<5)
            try await waitFor(5)
            let lease = "qtp:{\(shard.name)}:lease:cipher-engine"
            _ = try await bus.inspect(["SET", lease, "somebody-else|999", "PX", "8000"])
            try await publish(5..<10)
            try await Task.sleep(for: .milliseconds(1500))
            #expect(try await contract.counts()[Self.instrument]?.count == 5)
            // The other owner is gone when its lease runs out, and the shard comes back.
            try await waitFor(10)
        }
        try await expectAll(10)
    }

    @Test func `an entry that is no message becomes a dead letter`() async throws {
        _ = try await bus.inspect(["XADD", StreamKind.bars.key(in: shard), "*", "what", "ever"])
        _ = try await bus.inspect([
            "XADD", StreamKind.bars.key(in: shard), "*", "type", "bar.closed", "v", "1",
        ])
        try await publish(0..<5)
        try await contract.whileRunning { try await waitFor(5) }
        let letters = try await bus.entries(of: .dead, in: shard, after: .zero, limit: 10)
        let reasons = letters.compactMap { entry -> String? in
            guard case .entryRejected(let letter) = entry.message.body else { return nil }
            return letter.reason
        }
        #expect(reasons == ["field type is missing", "field key is missing"])
        try await expectAll(5)
    }

    @Test func `a full stream makes its writer wait, and nothing is dropped`() async throws {
        try await publish(0..<300)
        let options: @Sendable (String) -> StageOptions = { instance in
            var options = BusContract<RedisBus>.options(instance)
            options.highWater = 100
            return options
        }
        try await contract.whileRunning(options: options) {
            try await waitFor(100)
            try await Task.sleep(for: .milliseconds(500))
            // Nobody reads the signals, so the writer has stopped within a batch of the mark.
            let answered = try await contract.counts()[Self.instrument]?.count ?? 0
            #expect(answered > 100 && answered <= 132)
            // Both readers catch up; now the writer trims what they have passed, and goes on.
            for _ in 0..<20 {
                for reader in ["confirmer", "recorder"] {
                    let key = StreamKind.signals.key(in: shard)
                    _ = try? await bus.inspect(["XGROUP", "CREATE", key, reader, "0"])
                    _ = try await bus.inspect(["XGROUP", "SETID", key, reader, "$"])
                }
                let last = try await bus.entries(of: .signals, in: shard, after: .zero, limit: 1000).last
                let snapshot = "qtp:{\(shard.name)}:snapshot:confirmer"
                _ = try await bus.inspect(["HSET", snapshot, "cursor:signals", "\(last?.id ?? .zero)"])
                try await Task.sleep(for: .milliseconds(100))
            }
        }
        let status = try await bus.status().first { $0.stream == .bars && $0.shard == shard }
        #expect(status?.lag == 0)
    }
}
