internal import Bus
internal import Domain
internal import Messages
internal import Traces

/// The right to work on one entry: the group's own record of who took it, and for the how-manieth time.
///
/// That count only grows, so the two together are a fencing token: whoever lost the entry finds another there.
struct RedisClaim: QueueClaim {
    let queue: String
    let group: String
    let consumer: String
    let entry: RawEntry
    let delivery: Int
    /// Of the entry, which its outputs continue.
    let trace: String?
    /// The step that carrying it out is, of that trace; nil where nobody wants it.
    let step: TraceParent?
    let tracer: Tracer?
    let client: RedisClient

    private static let isOurs = """
        local held = redis.call('XPENDING', KEYS[1], ARGV[1], ARGV[3], ARGV[3], 1)
        local ours = held[1] and held[1][2] == ARGV[2] and held[1][4] == tonumber(ARGV[4])

        """

    /// Keeps the claim, or with an idle time in ARGV[5] lets go of it at once.
    ///
    /// KEYS queue. ARGV group, consumer, entry, delivery, idle milliseconds. Answers 1, or 0 when it is lost.
    private static let hold =
        isOurs + """
            if not ours then return 0 end
            redis.call('XCLAIM', KEYS[1], ARGV[1], ARGV[2], 0, ARGV[3], 'IDLE', ARGV[5], 'JUSTID')
            return 1
            """

    /// Appends outputs, and with ARGV[5] = 1 finishes the entry in the same act.
    ///
    /// KEYS queue, output streams…. ARGV group, consumer, entry, delivery, finished, then for each output entry: index of
    /// its stream, number of strings, strings. Answers 1, or 0 when the claim is lost.
    private static let settle =
        isOurs + """
            if not ours then return 0 end
            local at = 6
            while at <= #ARGV do
                local count = tonumber(ARGV[at + 1])
                redis.call('XADD', KEYS[tonumber(ARGV[at])], '*', unpack(ARGV, at + 2, at + 1 + count))
                at = at + 2 + count
            end
            if ARGV[5] == '1' then
                redis.call('XACK', KEYS[1], ARGV[1], ARGV[3])
                redis.call('XDEL', KEYS[1], ARGV[3])
            else
                redis.call('XCLAIM', KEYS[1], ARGV[1], ARGV[2], 0, ARGV[3], 'JUSTID')
            end
            return 1
            """

    private var arguments: [String] { [group, consumer, entry.id.description, String(delivery)] }

    func publish(_ outputs: [QueueOutput]) async throws(BusError) {
        try await settle(outputs, isFinished: false)
    }

    /// Appends what the entry ends with and takes it off the queue.
    func finish(_ outputs: [QueueOutput]) async throws(BusError) {
        try await settle(outputs, isFinished: true)
    }

    /// Lets another replica take the entry at once.
    func release() async throws(BusError) {
        // A day: longer than any claim may lie.
        let command = ["EVAL", Self.hold, "1", queue] + arguments + ["86400000"]
        _ = try await client.perform { (connection) throws(BusError) in try connection.call(command) }
    }

    /// Whether the claim still stands; then it is as fresh as when it was taken.
    func renew(_ connection: RedisConnection) throws(BusError) -> Bool {
        try connection.call(["EVAL", Self.hold, "1", queue] + arguments + ["0"]).integer == 1
    }

    private func settle(_ outputs: [QueueOutput], isFinished: Bool) async throws(BusError) {
        let traced = outputs.map { output in
            guard output.message.trace == nil else { return output }
            let trace = TraceContext.traceparent(
                of: output.message.id, on: output.stream, causedBy: trace)
            return QueueOutput(
                Message(output.message.body, trace: trace), to: output.stream, in: output.shard)
        }
        // A script may touch keys of its own cluster slot alone; what goes elsewhere goes first.
        let isHere = { (output: QueueOutput) in Self.slot(of: output.key) == Self.slot(of: queue) }
        let elsewhere = traced.filter { !isHere($0) }
        let here = Self.slot(of: queue) == nil ? [] : traced.filter(isHere)
        let appended = Self.slot(of: queue) == nil ? traced : elsewhere
        var keys = [queue]
        var entries: [String] = []
        for output in here {
            let strings = output.message.encoded().strings
            if !keys.contains(output.key) { keys.append(output.key) }
            entries += [String((keys.firstIndex(of: output.key) ?? 0) + 1), String(strings.count)] + strings
        }
        let command =
            ["EVAL", Self.settle, String(keys.count)] + keys + arguments + [isFinished ? "1" : "0"] + entries
        let isOurs = try await client.perform { (connection) throws(BusError) in
            for output in appended {
                _ = try connection.call(["XADD", output.key, "*"] + output.message.encoded().strings)
            }
            return try connection.call(command).integer == 1
        }
        guard isOurs else { throw .fenced(Shard(0)) }
        var spans = StreamSpans(tracer)
        // What is only handed on was sent by somebody else.
        for (output, sent) in zip(outputs, traced) where output.message.trace == nil {
            spans?.send(sent.message, to: sent.stream, in: sent.shard, from: step)
        }
        spans?.commit()
    }

    /// The hash tag of a key, which decides its cluster slot; nil where it has none.
    private static func slot(of key: String) -> Substring? {
        guard let open = key.firstIndex(of: "{"), let close = key[open...].firstIndex(of: "}") else {
            return nil
        }
        return key[open...close]
    }
}

extension QueueOutput {
    var key: String { stream.key(in: shard) }
}
