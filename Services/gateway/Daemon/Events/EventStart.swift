import Bus
import Domain
import GatewayCore
import Logging
import Messages
import RedisStreams
import ServiceRuntime

/// Where a gateway that starts begins to read: at the end of every stream, knowing what is held by then.
struct EventStart: Sendable {
    let bus: RedisBus
    let records: EventRecords
    let capital: Notional
    let logger: Logger

    struct Point: Sendable {
        let positions: [StreamPlace: EntryID]
        let cursor: EventCursor
        let equity: EventEquity
    }

    /// The point; nil when the process is asked to stop before it is known.
    func point() async throws -> Point? {
        let places = EventFilter.all.places(shardCount: bus.shardCount)
        guard let positions = try await ends(of: places.map { StreamPlace($0) }) else { return nil }
        var seen: [EventCursor.Place: EventCursor.Position] = [:]
        for place in places {
            let id = positions[StreamPlace(place)] ?? .zero
            seen[place] = EventCursor.Position(id.milliseconds, id.sequence)
        }
        let equity = await equity(upTo: positions)
        return Point(
            positions: positions, cursor: EventCursor(watermark: 0, positions: seen), equity: equity)
    }

    private func ends(of places: [StreamPlace]) async throws -> [StreamPlace: EntryID]? {
        while !Task.isCancelled {
            do throws(BusError) {
                let extents = try await bus.extents(of: places)
                return extents.mapValues { $0.last }
            } catch {
                guard case .unavailable = error else { throw error }
            }
            try await Task.sleep(for: .milliseconds(500))
        }
        return nil
    }

    /// What is held according to the database, and according to the streams since.
    private func equity(upTo end: [StreamPlace: EntryID]) async -> EventEquity {
        do {
            let holdings = try await records.holdings()
            var equity = EventEquity(
                capital: capital, markInterval: records.markInterval, positions: holdings.positions,
                marks: holdings.marks, currencies: holdings.currencies)
            let places = EventFilter(topics: [.equity]).places(shardCount: bus.shardCount)
            var positions: [StreamPlace: EntryID] = [:]
            for place in places {
                let stored = holdings.recorded[place] ?? .zero
                let id = EntryID(milliseconds: stored.milliseconds, sequence: stored.sequence)
                if let last = end[StreamPlace(place)], id < last { positions[StreamPlace(place)] = id }
            }
            while !positions.isEmpty {
                let round = try await bus.round(after: positions, limit: 256)
                for part in round.parts {
                    let last = end[part.place] ?? .zero
                    let place = EventCursor.Place(part.place.stream, part.place.shard.index)
                    for entry in part.entries where entry.id <= last {
                        let position = EventCursor.Position(entry.id.milliseconds, entry.id.sequence)
                        _ = equity.take(entry.message, at: place, position)
                    }
                    positions[part.place] = part.last < last ? part.last : nil
                }
                // A stream that brought nothing has no more up to its end: it was trimmed.
                let busy = Set(round.parts.map(\.place))
                positions = positions.filter { busy.contains($0.key) }
            }
            return equity
        } catch {
            // Worth is then told from the next fill of an instrument on; all else does not need the database.
            logger.warning(
                "Positions cannot be read: equity starts with the next fills",
                metadata: [LogKey.error: "\(error)"])
            return EventEquity(capital: capital, markInterval: records.markInterval)
        }
    }
}
