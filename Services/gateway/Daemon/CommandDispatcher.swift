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

    /// How far the clocks of Redis and the database may be apart.
    private static let tolerance: UInt64 = 60_000

    /// Sends a command on behalf of a call, and answers with what became of it.
    ///
    /// It waits for the replies as long as the timeout allows. A command that was sent before under the same id is not
    /// carried out again: its recipient knows the id, and the replies it gave then are the answer now.
    func answer(_ command: Command, for call: Call) async throws -> Answer {
        let request = CommandRequest(command, for: call, fallbackID: UUID().uuidString.lowercased())
        let deadline = ContinuousClock.now + timeout
        var outcome = CommandOutcome(command, id: request.id, shards: bus.shardCount)
        let now = try await bus.serverMilliseconds()
        let first = call.repeatedSince.map { UInt64(clamping: $0.milliseconds) } ?? now
        let start = call.repeatedSince == nil ? now : first - min(first, Self.tolerance)
        var positions = places(of: command).map {
            ($0, EntryID(milliseconds: start == 0 ? 0 : start - 1, sequence: .max))
        }
        if call.repeatedSince != nil {
            for reply in try await history.replies(to: request.id) { outcome.take(reply) }
            try await gather(into: &outcome, after: &positions)
        }
        if !outcome.isComplete {
            // Also for a repeat: the first attempt may have died before this line.
            let issued = CommandIssued(
                command, id: request.id, issuer: call.caller.label, replyTo: request.id,
                at: Timestamp(milliseconds: Int64(clamping: first)))
            try await bus.publish(
                .commandIssued(issued), to: .commands, shard: Shard(0), causedBy: call.trace)
        }
        while !outcome.isComplete, ContinuousClock.now < deadline {
            try await Task.sleep(for: Self.pause)
            try await gather(into: &outcome, after: &positions)
        }
        return .json(outcome.json, status: outcome.httpStatus)
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
