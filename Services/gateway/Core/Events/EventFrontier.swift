/// How far a gateway has read all event streams.
public struct EventFrontier: Sendable, Equatable {
    /// How much later than by its own clock an entry may come to stand: clocks of servers that take over from each other
    /// differ, and so they may step back a little.
    static let slackMilliseconds: UInt64 = 5_000

    /// The cursor of the last event.
    public private(set) var cursor: EventCursor
    /// Everything up to this moment has been read, by the server's clock, without slack.
    public private(set) var readThrough: UInt64

    /// The last that was read of each stream.
    private var last: [EventCursor.Place: EventCursor.Position]

    /// From a cursor on.
    public init(from cursor: EventCursor) {
        self.cursor = cursor
        readThrough = cursor.watermark
        last = cursor.positions
    }

    /// An event has been taken.
    public mutating func advance(_ place: EventCursor.Place, to position: EventCursor.Position) {
        cursor.advance(place, to: position)
        last[place] = position
    }

    /// A look at all streams is over.
    ///
    /// - Parameters:
    ///   - readAt: The server's clock just before it.
    ///   - undrained: Streams of which more stood there than the look took, and how far it came.
    public mutating func finishRound(readAt: UInt64, undrained: [EventCursor.Place: EventCursor.Position]) {
        // Entries of the very millisecond in which a look ended may be unread still.
        let ends = undrained.values.map(\.milliseconds) + [readAt]
        readThrough = ends.map { $0 - min($0, 1) }.min() ?? 0
        cursor.settle(at: min(readThrough, readAt - min(readAt, Self.slackMilliseconds)))
    }

    /// Whether everything a client has seen, at this gateway or another, has been read here too.
    public func covers(_ other: EventCursor, _ places: [EventCursor.Place]) -> Bool {
        places.allSatisfy { place in
            let wanted = other.position(of: place)
            if cursor.position(of: place) >= wanted { return true }
            return other.positions[place] == nil && readThrough >= other.watermark
        }
    }

    /// Where events go on after what the recorder had stored at some moment.
    ///
    /// - Parameters:
    ///   - recorded: The last entries it had stored; a stream that is not named has brought it nothing yet.
    ///   - places: What the client follows.
    /// - Returns: The cursor, short where the recorder has all there is.
    public func cursor(
        after recorded: [EventCursor.Place: EventCursor.Position], _ places: [EventCursor.Place]
    ) -> EventCursor {
        var result = EventCursor(watermark: cursor.watermark)
        for place in places {
            let stored = recorded[place] ?? .zero
            // Where it has all there is, that is as good as this gateway's own place, which is shorter.
            let isBehind = last[place].map { stored < $0 } ?? false
            if isBehind || stored > result.position(of: place) { result.advance(place, to: stored) }
        }
        return result
    }
}
