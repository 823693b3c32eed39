internal import Bus
internal import Domain
internal import Messages
internal import Traces

/// A source's shard: commits on a connection of its own, under the lease its loop keeps alive.
struct OwnedRedisShard: OwnedShard {
    let lease: Lease
    let service: ServiceName
    let outputs: [StreamKind]
    let options: StageOptions
    let savedState: [UInt8]?
    let client: RedisClient
    let scripts: Scripts
    let metrics: StageMetrics
    let tracer: Tracer?
    var shard: Shard { lease.shard }

    private var inputs: [StreamKind] { service.commandStream.map { [$0] } ?? [] }

    func commit(
        _ messages: [Outbound], state: [UInt8], commandsThrough: EntryID?
    ) async throws(BusError) {
        var command = CommitCommand(
            lease: lease, service: service, leaseMilliseconds: options.leaseMilliseconds, inputs: inputs,
            outputs: outputs)
        var spans = StreamSpans(tracer, service)
        for item in messages {
            let message = Message(
                item.body,
                trace: TraceContext.traceparent(
                    of: item.body.content.id, on: item.stream, causedBy: nil))
            command.append(message, to: item.stream)
            spans?.send(message, to: item.stream, in: shard, from: nil)
        }
        command.snapshot = [Array("state".utf8), state]
        let start = ContinuousClock.now
        let finished = command
        let isFull = try await client.perform { (connection) throws(BusError) in
            var finished = finished
            if let commandsThrough, let stream = inputs.first {
                let key = stream.key(in: shard)
                let read = try Groups.entriesRead(of: key, through: commandsThrough, connection)
                finished.cursors[stream] = (commandsThrough, read)
                finished.snapshot += [
                    Array("cursor:\(stream.rawValue)".utf8), Array("\(commandsThrough)".utf8),
                ]
            }
            finished.write(to: &connection.buffer, digest: scripts.commit.digest)
            try connection.send()
            let lengths = try CommitCommand.lengths(connection.receive(), of: shard)
            return try isAnyFull(lengths, connection)
        }
        spans?.commit()
        metrics.published(messages.count)
        metrics.committed(1, in: ContinuousClock.now - start)
        if isFull { try await waitForReaders() }
    }

    private func isAnyFull(_ lengths: [Int], _ connection: RedisConnection) throws(BusError) -> Bool {
        for (stream, length) in zip(outputs, lengths)
        where length > options.highWater && !stream.readers.isEmpty {
            if try Retention.trim(stream, in: shard, keepingFrom: nil, connection) > options.highWater {
                return true
            }
        }
        return false
    }

    private func waitForReaders() async throws(BusError) {
        metrics.heldBack(1)
        defer { metrics.heldBack(0) }
        while !Task.isCancelled {
            try? await Task.sleep(for: .milliseconds(20))
            let isFull = try await client.perform { (connection) throws(BusError) in
                try isAnyFull(outputs.map { _ in .max }, connection)
            }
            if !isFull { return }
        }
    }

    func commands(
        after position: EntryID?, waitMilliseconds: Int
    ) async throws(BusError) -> [(id: EntryID, command: CommandIssued)] {
        guard let stream = service.commandStream else { return [] }
        let deadline = ContinuousClock.now + .milliseconds(waitMilliseconds)
        while true {
            // Asked in turns, not by a blocking read: the connection also carries the commits.
            let found = try await client.perform { (connection) throws(BusError) in
                try read(stream, after: position, connection)
            }
            if !found.isEmpty || ContinuousClock.now >= deadline || Task.isCancelled { return found }
            try? await Task.sleep(for: .milliseconds(100))
        }
    }

    private func read(
        _ stream: StreamKind, after position: EntryID?, _ connection: RedisConnection
    ) throws(BusError) -> [(id: EntryID, command: CommandIssued)] {
        let key = stream.key(in: shard)
        let start: EntryID
        if let position {
            start = position
        } else {
            start = try Groups.adopt([stream], of: service, in: shard, connection)[stream]?.id ?? .zero
        }
        return try StreamRange.page(of: key, after: start, through: "+", limit: 100, connection).compactMap {
            guard case .commandIssued(let command)? = try? Message(decoding: $0.strings).body else {
                return nil
            }
            return ($0.id, command)
        }
    }
}
