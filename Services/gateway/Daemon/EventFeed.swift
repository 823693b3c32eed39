import Bus
import Domain
import GatewayCore
import Messages
import RedisStreams
import ServiceLifecycle
import Synchronization

/// Server-sent events of everything that happens, for a bounded number of clients.
final class EventFeed: Sendable {
    private let bus: RedisBus
    private let heartbeat: Duration
    private let limit: Int
    private let clients = Mutex(0)

    private enum Item {
        case entries([StreamEntry])
        case heartbeat
    }

    /// A feed for at most `limit` clients: each costs a connection to Redis and a thread.
    init(bus: RedisBus, heartbeat: Duration, limit: Int) {
        self.bus = bus
        self.heartbeat = heartbeat
        self.limit = limit
    }

    /// An answer that goes on until the client leaves or the process stops.
    func answer(resumingAfter place: EventCursor?, instrument: InstrumentID?) async throws -> Answer {
        let start = place == nil ? try await bus.serverMilliseconds() : 0
        let cursor = place ?? EventCursor(start: start)
        guard let seat = Seat(in: self) else {
            throw Problem(
                status: 503, kind: "too-many-clients", title: "Too many clients",
                detail: "\(limit) clients follow events already.")
        }
        return Answer(
            .stream(type: "text/event-stream; charset=utf-8") { write in
                defer { seat.leave() }
                try await write(ServerSentEvent.opening)
                let (items, continuation) = AsyncStream.makeStream(
                    of: Item.self, bufferingPolicy: .bufferingOldest(16))
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { try await self.feed(continuation, from: cursor) }
                    group.addTask { await self.beat(continuation) }
                    defer { group.cancelAll() }
                    var cursor = cursor
                    for await item in items {
                        switch item {
                        case .heartbeat: try await write(ServerSentEvent.heartbeat)
                        case .entries(let entries):
                            let text = Self.text(of: entries, instrument, &cursor)
                            if !text.isEmpty { try await write(text) }
                        }
                    }
                }
            })
    }

    private static func text(
        of entries: [StreamEntry], _ instrument: InstrumentID?, _ cursor: inout EventCursor
    ) -> String {
        var text = ""
        for entry in entries {
            let place = EventCursor.Place(entry.stream, entry.shard.index)
            cursor.advance(place, to: EventCursor.Position(entry.id.milliseconds, entry.id.sequence))
            guard instrument == nil || entry.message.instrument == instrument else { continue }
            text += ServerSentEvent.text(
                of: entry.message, at: place, entryID: entry.id.description, cursor: cursor)
        }
        return text
    }

    /// Hands entries on, as fast as the client takes them: while it does not, the streams are not read on.
    private func feed(_ continuation: AsyncStream<Item>.Continuation, from cursor: EventCursor) async throws {
        defer { continuation.finish() }
        try await cancelWhenGracefulShutdown {
            for try await entries in self.bus.tail(EventCursor.streams, from: self.positions(cursor)) {
                try await Self.hand(.entries(entries), to: continuation)
            }
        }
    }

    private static func hand(_ item: Item, to continuation: AsyncStream<Item>.Continuation) async throws {
        while true {
            switch continuation.yield(item) {
            case .enqueued: return
            case .dropped: try await Task.sleep(for: .milliseconds(5))
            case .terminated: throw CancellationError()
            @unknown default: return
            }
        }
    }

    private func beat(_ continuation: AsyncStream<Item>.Continuation) async {
        while (try? await Task.sleep(for: heartbeat)) != nil {
            // Dropped where entries wait already: they are as good a sign of life.
            continuation.yield(.heartbeat)
        }
    }

    private func positions(_ cursor: EventCursor) -> [StreamPlace: EntryID] {
        var positions: [StreamPlace: EntryID] = [:]
        for stream in EventCursor.streams {
            for index in 0..<bus.shardCount {
                let position = cursor.position(of: EventCursor.Place(stream, index))
                positions[StreamPlace(stream, Shard(index))] = EntryID(
                    milliseconds: position.milliseconds, sequence: position.sequence)
            }
        }
        return positions
    }

    /// A client's place among those that are allowed.
    ///
    /// Given back when the client has left, and also when it had left before its answer began: then the body is never
    /// asked for, and only its end tells.
    private final class Seat: Sendable {
        private let feed: EventFeed
        private let isTaken = Mutex(true)

        /// Takes a place; nil when there is none.
        init?(in feed: EventFeed) {
            let isFree = feed.clients.withLock { count in
                guard count < feed.limit else { return false }
                count += 1
                return true
            }
            guard isFree else { return nil }
            self.feed = feed
        }

        deinit { leave() }

        func leave() {
            let wasTaken = isTaken.withLock { isTaken in
                defer { isTaken = false }
                return isTaken
            }
            if wasTaken { feed.clients.withLock { $0 -= 1 } }
        }
    }
}
