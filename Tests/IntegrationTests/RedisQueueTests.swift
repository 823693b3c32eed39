import Bus
import Domain
import Logging
import Messages
import RedisStreams
import ServerSupport
import Synchronization
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(5))) struct `A work queue on Redis` {
    private typealias Contract = BusContract<RedisBus>
    private let server: RedisServer
    private let bus: RedisBus
    private let contract: Contract
    private let key = StreamKind.jobs.key(in: Shard(0))
    private let group = ServiceName.worker.rawValue

    init() async throws {
        server = try await RedisServer.start()
        bus = RedisBus(
            settings: RedisSettings(port: Int32(server.port), shardCount: 2), logger: Logger(label: "test"))
        contract = BusContract(bus)
    }

    private func enqueue(_ id: String) async throws {
        try await bus.enqueue(Contract.queueRequest(id), to: .jobs)
    }

    private func ends() async throws -> [Message] {
        try await bus.entries(of: .jobEvents, in: Shard(0), after: .zero, limit: 100).map(\.message)
    }

    private func whileWorking(
        _ worker: some QueueWorker, as name: String = "a", _ body: @Sendable () async throws -> Void
    ) async throws {
        try await withThrowingTaskGroup { tasks in
            let bus = bus
            tasks.addTask { try await bus.runQueue(worker, options: Contract.queueOptions(name)) }
            try await body()
            tasks.cancelAll()
        }
    }

    @Test func `takes over what a replica left that was killed`() async throws {
        try await enqueue("job-1")
        _ = try await bus.inspect(["XGROUP", "CREATE", key, group, "0", "MKSTREAM"])
        _ = try await bus.inspect(["XREADGROUP", "GROUP", group, "killed", "STREAMS", key, ">"])
        let worker = CountingWorker()
        try await whileWorking(worker) {
            try await contract.eventually("it is finished") { try await ends().count == 1 }
        }
        #expect(worker.begun == ["job-1/2"])
    }

    @Test func `lets nothing of a replica through that lost its claim`() async throws {
        try await enqueue("job-1")
        let paused = PausedWorker()
        try await whileWorking(paused) {
            try await contract.eventually("it is begun") { paused.isBegun }
            let id = try await bus.inspect(["XPENDING", key, group, "-", "+", "1"]).split(separator: "\n")[0]
            _ = try await bus.inspect(["XCLAIM", key, group, "thief", "0", String(id)])
            paused.goOn()
            try await contract.eventually("it was told") { paused.isFenced }
        }
        #expect(try await ends().isEmpty)
        #expect(try await bus.inspect(["XPENDING", key, group, "-", "+", "1"]).contains("thief"))
    }

    @Test func `keeps bytes that are no message as a dead letter`() async throws {
        _ = try await bus.inspect(["XADD", key, "*", "type", "job.requested", "id", "job-9"])
        try await enqueue("job-1")
        try await whileWorking(CountingWorker()) {
            try await contract.eventually("the other is finished") { try await ends().count == 1 }
        }
        let letters = try await bus.entries(of: .dead, in: Shard(0), after: .zero, limit: 10)
        guard case .entryRejected(let letter)? = letters.first?.message.body, letters.count == 1 else {
            Issue.record("one dead letter")
            return
        }
        #expect(
            letter.reason == "field ts is missing"
                && letter.original == ["type", "job.requested", "id", "job-9"])
        #expect(try await bus.inspect(["XLEN", key]) == "0")
    }

    @Test func `goes on when the server comes back`() async throws {
        let server = try await RedisServer.start(appendOnly: true)
        let bus = RedisBus(
            settings: RedisSettings(port: Int32(server.port), shardCount: 2), logger: Logger(label: "test"))
        let contract = BusContract(bus)
        let worker = CountingWorker(pause: .milliseconds(300))
        try await bus.enqueue(Contract.queueRequest("job-1"), to: .jobs)
        try await withThrowingTaskGroup { tasks in
            tasks.addTask { try await bus.runQueue(worker, options: Contract.queueOptions("a")) }
            try await contract.eventually("it is begun") { !worker.begun.isEmpty }
            try await server.kill()
            try await Task.sleep(for: .milliseconds(500))
            try await server.start()
            try await contract.eventually("it is finished") {
                let entries = try? await bus.entries(of: .jobEvents, in: Shard(0), after: .zero, limit: 10)
                return entries?.count == 1
            }
            tasks.cancelAll()
        }
        #expect(try await bus.inspect(["XLEN", key]) == "0")
    }
}

/// Waits in the middle of its work, and then tries to publish.
private final class PausedWorker: QueueWorker {
    static let service = ServiceName.worker
    static let queue = StreamKind.jobs
    static let outputs: [StreamKind] = [.jobEvents]
    private let state = Mutex((isBegun: false, mayGoOn: false, isFenced: false))

    var isBegun: Bool { state.withLock { $0.isBegun } }
    var isFenced: Bool { state.withLock { $0.isFenced } }
    func goOn() { state.withLock { $0.mayGoOn = true } }

    func carryOut(_ entry: StreamEntry, under claim: any QueueClaim) async throws -> [QueueOutput] {
        state.withLock { $0.isBegun = true }
        let event = JobProgressed(
            entry.message.id, kind: "export", status: .started(attempt: 1), instance: "paused",
            at: Timestamp(milliseconds: 1))
        do {
            while !state.withLock({ $0.mayGoOn }) { try await Task.sleep(for: .milliseconds(2)) }
            try await claim.publish([QueueOutput(Message(.jobProgressed(event)), to: .jobEvents)])
        } catch {
            // Told either by the refused publication or, when the loop noticed first, by the cancellation.
            state.withLock { $0.isFenced = true }
            throw error
        }
        return []
    }

    func giveUp(_ entry: StreamEntry, afterDeliveries count: Int) -> [QueueOutput] { [] }
}
