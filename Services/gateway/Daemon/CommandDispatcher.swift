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
    /// How often replies are looked for: a tenth of what a person notices.
    private static let pause = Duration.milliseconds(20)

    static func randomID() -> String { UUID().uuidString.lowercased() }

    /// Sends a command and waits for its replies, as long as the timeout allows.
    ///
    /// A command that was sent before under the same id is not carried out again: its recipient knows the id, and the
    /// replies it gave then are the answer now.
    func dispatch(_ request: CommandRequest) async throws -> CommandOutcome {
        var outcome = CommandOutcome(request.command, id: request.id, shards: bus.shardCount)
        if let known = try await history.command(request.id) {
            guard known.name == request.command.name,
                known.instrument == request.command.instrument?.description
            else {
                throw Problem(
                    status: 409, kind: "idempotency-conflict", title: "Idempotency-Key in use",
                    detail: "Another command was sent under this Idempotency-Key.")
            }
            for reply in known.replies { outcome.take(reply) }
            if outcome.isComplete { return outcome }
        }
        let deadline = ContinuousClock.now + timeout
        let start = try await bus.serverMilliseconds()
        var positions = places(of: request.command).map {
            ($0, EntryID(milliseconds: start == 0 ? 0 : start - 1, sequence: .max))
        }
        let issued = CommandIssued(
            request.command, id: request.id, issuer: "gateway", replyTo: request.id,
            at: Timestamp(milliseconds: Int64(clamping: start)))
        try await bus.publish(.commandIssued(issued), to: .commands, shard: Shard(0))
        while !outcome.isComplete, ContinuousClock.now < deadline {
            try await Task.sleep(for: Self.pause)
            for (index, (shard, position)) in positions.enumerated() {
                let entries = try await bus.entries(of: .replies, in: shard, after: position, limit: 256)
                for entry in entries {
                    if case .commandReplied(let reply) = entry.message.body { outcome.take(reply) }
                }
                if let last = entries.last { positions[index].1 = last.id }
            }
        }
        return outcome
    }

    /// Where replies will stand: on the instrument's shard, or on all.
    private func places(of command: Command) -> [Shard] {
        command.instrument.map { [Shard(of: $0, count: bus.shardCount)] }
            ?? (0..<bus.shardCount).map { Shard($0) }
    }
}
