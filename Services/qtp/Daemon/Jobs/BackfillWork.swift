import Bus
import Domain
import Messages
import RedisStreams
import ServiceRuntime

/// Asks `market-feed` for bars once more, stretch by stretch, and counts what it brings.
///
/// Each stretch is a command with an id of the job's; a repeat asks the venue again and changes nothing.
struct BackfillWork: JobWork {
    static let kind = JobKind.backfill
    let tools: JobTools

    /// Bars of one command, well below what `market-feed` takes at once, so that progress can be seen.
    private static let stretch: Int64 = 1000
    /// How long a command may go unanswered: the venue's rate limit may hold one up for a minute.
    private static let patience = Duration.seconds(180)
    /// How often the reply is looked for.
    private static let pause = Duration.milliseconds(100)

    struct Summary: Encodable {
        var bars = 0
        var gaps = 0
        var replies = 0
    }

    func run(_ parameters: JobParameters, in context: JobContext) async throws -> Summary {
        guard let instrument = parameters.instrument("instrument"), let range = parameters.range else {
            throw JobFailure("a backfill needs an instrument and a range")
        }
        // The schema refuses an empty list.
        let interval = tools.settings[MarketKeys.intervals].first ?? .thirtyMinutes
        guard interval.start(of: range.lowerBound) == range.lowerBound,
            interval.start(of: range.upperBound) == range.upperBound
        else { throw JobFailure("from and to must be starts of \(interval.rawValue) bars") }
        let total = Int(
            (range.upperBound.milliseconds - range.lowerBound.milliseconds) / interval.milliseconds)
        var summary = Summary()
        var start = range.lowerBound
        while start < range.upperBound {
            let done = Int((start.milliseconds - range.lowerBound.milliseconds) / interval.milliseconds)
            let length = min(Self.stretch, Int64(total - done))
            let end = Timestamp(milliseconds: start.milliseconds + length * interval.milliseconds)
            let message = "\(done) of \(total) bars asked for, \(summary.bars) received"
            try await context.progress(done, of: total, message)
            let command = CommandIssued(
                .backfill(instrument, interval: interval, from: start, until: end),
                id: "\(context.jobID)/\(start)", issuer: "worker", replyTo: context.jobID, at: .now)
            try await ask(command, of: instrument, start..<end, in: context, into: &summary)
            start = end
        }
        return summary
    }

    private func ask(
        _ command: CommandIssued, of instrument: InstrumentID, _ range: Range<Timestamp>,
        in context: JobContext, into summary: inout Summary
    ) async throws {
        let shard = Shard(of: instrument, count: tools.bus.shardCount)
        var replies = try await end(of: .replies, shard)
        let market = try await end(of: .market, shard)
        try await tools.bus.publish(.commandIssued(command), to: .commands, shard: Shard(0))
        let deadline = ContinuousClock.now + Self.patience
        while true {
            try context.checkpoint()
            let page = try await tools.bus.entries(of: .replies, in: shard, after: replies, limit: 500)
            let reply = page.lazy.compactMap { entry -> CommandReplied? in
                guard case .commandReplied(let reply) = entry.message.body,
                    reply.commandID == command.commandID
                else { return nil }
                return reply
            }.first
            if let reply {
                guard reply.accepted else { throw JobFailure("market-feed refuses: \(reply.detail)") }
                summary.replies += 1
                return try await count(instrument, range, shard, after: market, into: &summary)
            }
            guard ContinuousClock.now < deadline else {
                throw JobFailure("market-feed has not answered within \(Self.patience.components.seconds) s")
            }
            if let last = page.last { replies = last.id } else { try await Task.sleep(for: Self.pause) }
        }
    }

    /// What was published stands in the stream before the reply, or in the same commit.
    private func count(
        _ instrument: InstrumentID, _ range: Range<Timestamp>, _ shard: Shard, after start: EntryID,
        into summary: inout Summary
    ) async throws {
        var position = start
        while true {
            let page = try await tools.bus.entries(of: .market, in: shard, after: position, limit: 1000)
            for entry in page where entry.message.instrument == instrument {
                if case .barClosed(let closed) = entry.message.body, range.contains(closed.bar.openedAt) {
                    summary.bars += 1
                }
                if case .gapConfirmed(let gap) = entry.message.body, range.contains(gap.from) {
                    summary.gaps += 1
                }
            }
            guard let last = page.last else { return }
            position = last.id
        }
    }

    private func end(of stream: StreamKind, _ shard: Shard) async throws -> EntryID {
        let answer = try await tools.bus.inspect(["XREVRANGE", stream.key(in: shard), "+", "-", "COUNT", "1"])
        return answer.split(separator: "\n").first.flatMap { EntryID(String($0)) } ?? .zero
    }
}
