import Bus
import Domain
import FoundationEssentials
import GatewayCore
import Messages
import RedisStreams

/// Sends commands into the streams and gathers the services' replies.
struct CommandDispatcher: Sendable {
    let bus: RedisBus
    let history: History
    let timeout: Duration
    /// How often replies are looked for: far below what a person notices.
    private static let pause = Duration.milliseconds(20)

    /// For how long a repeat is recognised: a day, longer than any client goes on trying.
    private static let memorySeconds = "86400"

    /// Sends a command on behalf of a call, and answers with what became of it.
    func answer(_ command: Command, for call: Call) async throws -> Answer {
        let request = CommandRequest(command, for: call, fallbackID: UUID().uuidString.lowercased())
        let outcome = try await dispatch(request)
        return .json(outcome.json, status: outcome.httpStatus)
    }

    /// Sends a command and waits for its replies, as long as the timeout allows.
    ///
    /// A command that was sent before under the same id is not carried out again: its recipient knows the id, and the
    /// replies it gave then are the answer now.
    private func dispatch(_ request: CommandRequest) async throws -> CommandOutcome {
        let deadline = ContinuousClock.now + timeout
        let command = request.command
        let (start, isRepeat) = try await claim(request)
        var outcome = CommandOutcome(command, id: request.id, shards: bus.shardCount)
        var positions = places(of: command).map {
            ($0, EntryID(milliseconds: start == 0 ? 0 : start - 1, sequence: .max))
        }
        if isRepeat {
            for reply in try await history.replies(to: request.id) { outcome.take(reply) }
            try await gather(into: &outcome, after: &positions)
            if outcome.isComplete { return outcome }
        }
        // Also for a repeat: the first attempt may have died before this line.
        let issued = CommandIssued(
            command, id: request.id, issuer: "gateway", replyTo: request.id,
            at: Timestamp(milliseconds: Int64(clamping: start)))
        try await bus.publish(.commandIssued(issued), to: .commands, shard: Shard(0))
        while !outcome.isComplete, ContinuousClock.now < deadline {
            try await Task.sleep(for: Self.pause)
            try await gather(into: &outcome, after: &positions)
        }
        return outcome
    }

    /// Writes down that the id stands for this command, for all gateways, and since when.
    ///
    /// - Throws: ``Problem`` when it stands for another command.
    private func claim(_ request: CommandRequest) async throws -> (start: UInt64, isRepeat: Bool) {
        let now = try await bus.serverMilliseconds()
        let meaning = StableHash.hexadecimal(StableHash.fnv128("\(request.command)"))
        let before = try await bus.inspect([
            "SET", "qtp:idempotency:\(request.id)", "\(now) \(meaning)", "NX", "GET", "EX",
            Self.memorySeconds,
        ])
        let parts = before.split(separator: " ")
        guard parts.count == 2, let start = UInt64(parts[0]) else { return (now, false) }
        guard parts[1] == meaning else {
            throw Problem(
                status: 409, kind: "idempotency-conflict", title: "Idempotency-Key in use",
                detail: "Another command was sent under this Idempotency-Key.")
        }
        return (start, true)
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

    /// Where replies will stand: on the instrument's shard, or on all.
    private func places(of command: Command) -> [Shard] {
        command.instrument.map { [Shard(of: $0, count: bus.shardCount)] }
            ?? (0..<bus.shardCount).map { Shard($0) }
    }
}
