public import Bus
public import Domain
public import Messages
internal import Pipeline
internal import Synchronization

/// A bus in one process, for tests of a service's shell.
///
/// It keeps the contract of `RedisBus` (`BusContract`).
public final class InMemoryBus: MessageBus {
    /// An entry as it stands in a stream.
    struct Stored {
        let id: EntryID
        let message: Message
    }

    struct State {
        var streams: [StreamPlace: [Stored]] = [:]
        var cursors: [ServiceName: [StreamPlace: EntryID]] = [:]
        var snapshots: [ServiceName: [Shard: (bytes: [UInt8], cursors: [StreamKind: EntryID])]] = [:]
        /// Who owns a shard of a service, and the token under which.
        var owners: [ServiceName: [Shard: (instance: String, token: Int64)]] = [:]
        var members: [ServiceName: Set<String>] = [:]
        /// Who works on which entry of a work queue.
        var claims: [StreamPlace: [EntryID: Claimed]] = [:]
        /// What was put on a work queue, by queue and id.
        var enqueued: Set<String> = []
        var lastID: UInt64 = 0
        var lastToken: Int64 = 0
    }

    let state = Mutex(State())
    /// The number of shards.
    public let shardCount: Int

    /// An empty bus.
    public init(shardCount: Int = 4) { self.shardCount = shardCount }

    /// Everything in a stream, shard by shard.
    public func published(to stream: StreamKind) -> [Message.Body] {
        state.withLock { state in
            (0..<shardCount).flatMap { state.streams[StreamPlace(stream, Shard($0))] ?? [] }.map(
                \.message.body)
        }
    }

    /// Appends one message.
    public func publish(
        _ body: Message.Body, to stream: StreamKind, shard: Shard
    ) async throws(BusError) {
        state.withLock { $0.append(Message(body), to: StreamPlace(stream, shard)) }
    }

    /// Entries after a place, oldest first.
    public func entries(
        of stream: StreamKind, in shard: Shard, after position: EntryID, limit: Int
    ) async throws(BusError) -> [StreamEntry] {
        state.withLock { $0.read(StreamPlace(stream, shard), after: position, limit: limit) }
    }

    /// Follows streams of all shards, without a consumer group.
    public func tail(
        _ streams: [StreamKind], from positions: [StreamPlace: EntryID]
    ) -> AsyncThrowingStream<[StreamEntry], any Error> {
        let places = streams.flatMap { stream in
            stream.shards(of: shardCount).map { StreamPlace(stream, $0) }
        }
        let starts = state.withLock { state in
            Dictionary(
                uniqueKeysWithValues: places.map { place in
                    (place, positions[place] ?? state.streams[place]?.last?.id ?? .zero)
                })
        }
        return AsyncThrowingStream { continuation in
            let task = Task {
                var positions = starts
                while !Task.isCancelled {
                    for place in places {
                        let start = positions[place] ?? .zero
                        let found = state.withLock { $0.read(place, after: start, limit: 256) }
                        guard let last = found.last else { continue }
                        positions[place] = last.id
                        continuation.yield(found)
                    }
                    try? await Task.sleep(for: .milliseconds(2))
                }
                continuation.finish()
            }
            continuation.onTermination = { _ in task.cancel() }
        }
    }

    /// How far every service is.
    public func status() async throws(BusError) -> [StageStatus] {
        state.withLock { state in
            state.cursors.flatMap { service, cursors in
                cursors.map { place, cursor in
                    StageStatus(
                        service: service, stream: place.stream, shard: place.shard,
                        owner: state.owners[service]?[place.shard]?.instance, cursor: cursor,
                        lag: state.streams[place, default: []].count { $0.id > cursor },
                        length: state.streams[place, default: []].count,
                        lastAdded: state.streams[place]?.last?.id ?? .zero,
                        pending: state.claims[place]?.count ?? 0,
                        deadLetters: state.deadLetters(of: service, from: place))
                }
            }
        }
    }
}

extension InMemoryBus.State {
    mutating func append(_ message: Message, to place: StreamPlace) {
        lastID += 1
        streams[place, default: []].append(
            InMemoryBus.Stored(id: EntryID(milliseconds: lastID, sequence: 0), message: message))
    }

    func deadLetters(of service: ServiceName, from place: StreamPlace) -> Int {
        streams[StreamPlace(.dead, place.shard), default: []].count { entry in
            guard case .entryRejected(let letter) = entry.message.body else { return false }
            return letter.service == service && letter.stream == place.stream
        }
    }

    func read(_ place: StreamPlace, after position: EntryID, limit: Int) -> [StreamEntry] {
        streams[place, default: []].lazy.filter { $0.id > position }.prefix(limit).map {
            StreamEntry(stream: place.stream, shard: place.shard, id: $0.id, message: $0.message)
        }
    }

    /// Balances a service's shards over its instances and answers those of one, with their tokens.
    mutating func assign(_ service: ServiceName, to instance: String, shards: Int) -> [Shard: Int64] {
        members[service, default: []].insert(instance)
        let sorted = members[service, default: []].sorted()
        var owned: [Shard: Int64] = [:]
        for index in 0..<shards where sorted[index % sorted.count] == instance {
            let shard = Shard(index)
            if owners[service]?[shard]?.instance != instance {
                lastToken += 1
                owners[service, default: [:]][shard] = (instance, lastToken)
            }
            owned[shard] = owners[service]?[shard]?.token
        }
        return owned
    }

    mutating func leave(_ service: ServiceName, instance: String) {
        members[service]?.remove(instance)
        owners[service] = owners[service]?.filter { $0.value.instance != instance }
    }

    func isOwned(_ service: ServiceName, _ shard: Shard, token: Int64) -> Bool {
        owners[service]?[shard]?.token == token
    }
}
