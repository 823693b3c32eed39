import Bus
import Domain
import FoundationEssentials
import GatewayCore
import Messages
import RedisStreams
import ServiceRuntime

/// Sends commands into the streams and gathers the services' replies.
struct CommandDispatcher: Sendable {
    private let bus: RedisBus
    private let history: History
    private let timeout: Duration
    private let batcher: Batcher<(body: Message.Body, causedBy: String?), Bool>
    /// How often replies are looked for: far below what a person notices.
    private static let pause = Duration.milliseconds(20)

    /// How far the clocks of Redis and the database may be apart.
    private static let tolerance: UInt64 = 60_000
    /// As many as hold up nobody else who asks Redis.
    private static let largestBatch = 64

    init(bus: RedisBus, history: History, timeout: Duration) {
        self.bus = bus
        self.history = history
        self.timeout = timeout
        batcher = Batcher(limit: Self.largestBatch) { commands in
            try await bus.publish(commands, to: .commands, shard: Shard(0))
            return commands.map { _ in true }
        }
    }

    /// Sends a command on behalf of a call, and answers with what became of it.
    ///
    /// It waits for the replies as long as the timeout allows. A command that was sent before under the same id is not
    /// carried out again: its recipient knows the id, and the replies it gave then are the answer now.
    func answer(_ command: Command, for call: Call) async throws -> Answer {
        let request = CommandRequest(command, for: call, fallbackID: UUID().uuidString.lowercased())
        let outcome = try await self.outcome(of: request, for: call)
        return .json(outcome.json, status: outcome.httpStatus)
    }

    /// Sends a command on behalf of a call; what becomes of it, the events tell.
    ///
    /// Redis has it when this returns.
    func send(_ request: CommandRequest, for call: Call) async throws {
        let now = call.repeatedSince ?? .now
        try await issue(request, at: UInt64(clamping: now.milliseconds), for: call)
    }

    /// Sends a command on behalf of a call, and gathers the replies as long as the timeout allows.
    func outcome(of request: CommandRequest, for call: Call) async throws -> CommandOutcome {
        let command = request.command
        let deadline = ContinuousClock.now + timeout
        var outcome = CommandOutcome(command, id: request.id, shards: bus.shardCount)
        let now = try await bus.serverMilliseconds()
        let first = call.repeatedSince.map { UInt64(clamping: $0.milliseconds) } ?? now
        let start = call.repeatedSince == nil ? now : first - min(first, Self.tolerance)
        var positions = places(of: command, since: start)
        if call.repeatedSince != nil {
            for reply in try await history.replies(to: request.id) { outcome.take(reply) }
            try await gather(into: &outcome, after: &positions)
        }
        if !outcome.isComplete {
            // Also for a repeat: the first attempt may have died before this line.
            try await issue(request, at: first, for: call)
        }
        while !outcome.isComplete, ContinuousClock.now < deadline {
            try await Task.sleep(for: Self.pause)
            try await gather(into: &outcome, after: &positions)
        }
        return outcome
    }

    /// Asks a service something that changes nothing, and waits for its one reply.
    ///
    /// - Throws: ``Problem`` 503 where none comes in time.
    func ask(_ command: Command, for call: Call) async throws -> CommandReplied {
        let deadline = ContinuousClock.now + timeout
        let request = CommandRequest(command, id: "ask/\(UUID().uuidString.lowercased())")
        let start = try await bus.serverMilliseconds()
        var outcome = CommandOutcome(command, id: request.id, shards: bus.shardCount)
        var positions = places(of: command, since: start)
        try await issue(request, at: start, for: call)
        while ContinuousClock.now < deadline {
            try await Task.sleep(for: Self.pause)
            try await gather(into: &outcome, after: &positions)
            if let reply = outcome.reply { return reply }
        }
        throw Problem.unavailable("The \(command.recipient.rawValue)")
    }

    private func issue(_ request: CommandRequest, at start: UInt64, for call: Call) async throws {
        let issued = CommandIssued(
            request.command, id: request.id, issuer: call.caller.label, replyTo: request.id,
            at: Timestamp(milliseconds: Int64(clamping: start)))
        _ = try await batcher.ask((.commandIssued(issued), call.trace))
    }

    private func gather(
        into outcome: inout CommandOutcome, after positions: inout [(Shard, EntryID)]
    ) async throws {
        for (index, (shard, position)) in positions.enumerated() {
            let entries = try await bus.entries(of: .replies, in: shard, after: position, limit: 256)
            for entry in entries {
                if case .commandReplied(let reply) = entry.message.body { outcome.take(reply) }
            }
            if let last = entries.last { positions[index].1 = last.id }
        }
    }

    /// Where replies will stand: on the instrument's shard, or on all; and from where on.
    private func places(of command: Command, since start: UInt64) -> [(Shard, EntryID)] {
        let shards =
            command.instrument.map { [Shard(of: $0, count: bus.shardCount)] }
            ?? (0..<bus.shardCount).map { Shard($0) }
        return shards.map { ($0, EntryID(milliseconds: start == 0 ? 0 : start - 1, sequence: .max)) }
    }
}
