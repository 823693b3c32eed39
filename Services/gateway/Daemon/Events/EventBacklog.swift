import Bus
import Domain
import GatewayCore
import Messages
import RedisStreams

/// Events that are no longer in memory, read from the streams themselves.
struct EventBacklog: Sendable {
    /// Has a connection of its own, so that a client that comes back after a long time holds up nobody's commands.
    let bus: RedisBus
    /// Entries of one stream that are read at a time.
    private static let limit = 256

    /// A part of what a client missed.
    struct Page: Sendable {
        /// Events, in the order of their streams; between streams in that of time.
        let events: [StreamedEvent]
        /// After them.
        let cursor: EventCursor
        /// Up to when nothing more is to be read, milliseconds of the server's clock; 0 while there is more.
        let readThrough: UInt64
        /// Streams of which entries after the cursor before may be gone, and where what is kept begins.
        let missing: [EventCursor.Place: EventCursor.Position]
    }

    /// What follows a cursor.
    func page(after cursor: EventCursor, _ places: [EventCursor.Place]) async throws(BusError) -> Page {
        guard !places.isEmpty else {
            return Page(events: [], cursor: cursor, readThrough: .max, missing: [:])
        }
        let positions = Dictionary(
            uniqueKeysWithValues: places.map { (StreamPlace($0), EntryID(before: cursor.position(of: $0))) })
        let round = try await bus.round(after: positions, limit: Self.limit)
        // After the reading, so that what is trimmed between the two cannot go unnoticed.
        let extents = try await bus.extents(of: places.map { StreamPlace($0) })
        var missing: [EventCursor.Place: EventCursor.Position] = [:]
        for place in places {
            guard let position = positions[StreamPlace(place)], let extent = extents[StreamPlace(place)],
                extent.mayMiss(after: position)
            else { continue }
            let before = extent.first?.predecessor ?? extent.last
            missing[place] = .init(before.milliseconds, before.sequence)
        }
        // Later entries of the others wait until this one has brought as many: a client sees what belongs together together.
        let bound = round.parts.filter { !$0.isDrained }.map(\.last).min()
        var next = cursor
        var events: [StreamedEvent] = []
        let entries = round.parts.flatMap(\.entries).filter { entry in bound.map { entry.id <= $0 } ?? true }
        for entry in entries.sorted(by: { $0.id < $1.id }) {
            let place = EventCursor.Place(entry.stream, entry.shard.index)
            events += StreamedEvent.events(
                of: entry.message, at: place, milliseconds: entry.id.milliseconds, sequence: entry.id.sequence
            )
            .filter { $0.position > cursor.position(of: place) }
            next.advance(place, to: .init(entry.id.milliseconds, entry.id.sequence))
        }
        for part in round.parts where bound.map({ part.last <= $0 }) ?? true {
            let place = EventCursor.Place(part.place.stream, part.place.shard.index)
            next.advance(place, to: .init(part.last.milliseconds, part.last.sequence))
        }
        return Page(
            events: events, cursor: next, readThrough: bound == nil ? round.readAt - min(round.readAt, 1) : 0,
            missing: missing)
    }
}

extension StreamPlace {
    /// The same place.
    init(_ place: EventCursor.Place) { self.init(place.stream, Shard(place.shard)) }
}

extension EntryID {
    /// After which entry reading starts so that nothing after a position is left out.
    init(before position: EventCursor.Position) {
        let id = EntryID(milliseconds: position.milliseconds, sequence: position.sequence)
        self = position.parts == .max ? id : id.predecessor
    }
}
