public import Bus

/// A script of Lua that the server runs as one act: nobody else's command comes between two of its own.
///
/// All keys it touches are handed to it as keys, and on a cluster they share one slot.
public struct RedisScript: Sendable {
    /// The keys and arguments of one run.
    public struct Call: Sendable {
        /// `KEYS`.
        public let keys: [String]
        /// `ARGV`.
        public let arguments: [String]

        /// One run.
        public init(keys: [String], arguments: [String]) {
            self.keys = keys
            self.arguments = arguments
        }
    }
    /// The Lua text.
    public let source: String

    /// A script that answers with whole numbers.
    public init(_ source: String) { self.source = source }
}

extension RedisBus {
    /// Runs a script once for each call, all in one round trip, and answers with the numbers of each.
    ///
    /// For shared counters beside the streams, such as rate limits; what belongs to a shard goes through a stage. The
    /// calls are separate acts: others' commands may run between two of them.
    ///
    /// - Throws: ``BusError/unavailable(reason:)`` when the server is away, and then some calls may have run;
    ///   ``BusError/refused(reason:)`` when a run fails, after all of them were tried.
    public func evaluate(_ script: RedisScript, _ calls: [RedisScript.Call]) async throws(BusError) -> [[Int]]
    {
        try await client.perform { (connection) throws(BusError) in
            try connection.evaluate(script.source, calls)
        }
    }
}

extension RedisConnection {
    func evaluate(_ source: String, _ calls: [RedisScript.Call]) throws(BusError) -> [[Int]] {
        let digest = try digest(of: source)
        for call in calls {
            buffer.command(["EVALSHA", digest, String(call.keys.count)] + call.keys + call.arguments)
        }
        guard !calls.isEmpty else { return [] }
        try send()
        var answers: [[Int]] = []
        var failure: BusError?
        for _ in calls {
            // Every answer is read, also after a bad one: the next reader of this connection expects its own.
            let value = try receive()
            if case .error(let text) = value { failure = failure ?? Self.error(text) }
            answers.append(value.array.compactMap(\.integer))
        }
        if let failure { throw failure }
        return answers
    }

    /// What the server calls a script it holds.
    ///
    /// Asked once per connection. A server that forgets its scripts meanwhile says so, and that error gives the
    /// connection up.
    private func digest(of source: String) throws(BusError) -> String {
        if let digest = digests[source] { return digest }
        var script = Script(source)
        try script.load(self)
        digests[source] = script.digest
        return script.digest
    }
}
