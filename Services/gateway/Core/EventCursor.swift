public import Messages

/// How far a client has followed the event streams: the id of a server-sent event.
///
/// Order is kept within a stream of a shard and nowhere else, so the place is one position per stream and shard. What
/// is not named has brought nothing since the start, and resumes there.
public struct EventCursor: Sendable, Equatable {
    /// One stream of one shard.
    public struct Place: Sendable, Hashable {
        /// Which stream.
        public let stream: StreamKind
        /// Which shard.
        public let shard: Int
        /// One stream of one shard.
        public init(_ stream: StreamKind, _ shard: Int) {
            self.stream = stream
            self.shard = shard
        }
    }
    /// An entry's id: milliseconds of the server's clock, and a number within them.
    public struct Position: Sendable, Hashable {
        /// Milliseconds.
        public let milliseconds: UInt64
        /// Number within them.
        public let sequence: UInt64
        /// An entry's id.
        public init(_ milliseconds: UInt64, _ sequence: UInt64) {
            self.milliseconds = milliseconds
            self.sequence = sequence
        }
    }
    /// The streams a client sees.
    public static let streams: [StreamKind] = [
        .bars, .trades, .signals, .confirmed, .orders, .replies, .dead, .jobEvents,
    ]

    private let start: UInt64
    private var positions: [Place: Position] = [:]

    /// Nothing seen yet of what comes from `start` on, milliseconds of the server's clock.
    public init(start: UInt64) { self.start = start }

    /// Reads ``text``; nil for anything else.
    public init?(_ text: String) {
        var parts = text.split(separator: "~", omittingEmptySubsequences: false)
        guard let first = parts.first, let start = UInt64(first) else { return nil }
        parts.removeFirst()
        self.start = start
        for part in parts {
            let items = part.split(separator: ".", omittingEmptySubsequences: false)
            guard items.count == 4, let index = Int(items[0]), Self.streams.indices.contains(index),
                let shard = Int(items[1]), shard >= 0, let after = UInt64(items[2]),
                let sequence = UInt64(items[3]),
                !start.addingReportingOverflow(after).overflow
            else { return nil }
            positions[Place(Self.streams[index], shard)] = Position(start + after, sequence)
        }
    }

    /// The start, and for each stream and shard that brought something: its number, shard, and position after the start.
    public var text: String {
        let places = positions.compactMap { place, position -> String? in
            guard let index = Self.streams.firstIndex(of: place.stream) else { return nil }
            // An entry from before the start keeps its place as the start itself.
            let after = position.milliseconds >= start ? position.milliseconds - start : 0
            return "\(index).\(place.shard).\(after).\(position.sequence)"
        }
        return ([String(start)] + places.sorted()).joined(separator: "~")
    }

    /// Moves on to an entry.
    public mutating func advance(_ place: Place, to position: Position) { positions[place] = position }

    /// After which entry a stream of a shard resumes.
    public func position(of place: Place) -> Position {
        positions[place] ?? Position(start == 0 ? 0 : start - 1, .max)
    }
}
