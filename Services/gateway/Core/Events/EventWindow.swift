/// The newest events, in the order in which they were read; as many as there is room for.
public struct EventWindow<Item: Sendable>: Sendable {
    /// An event and where it stands.
    public struct Entry: Sendable {
        /// Its stream.
        public let place: EventCursor.Place
        /// After it.
        public let position: EventCursor.Position
        /// What it is.
        public let item: Item
    }
    /// A part of the window.
    public struct Page: Sendable {
        /// Events after the place that was asked for.
        public let entries: [Entry]
        /// Where the next page starts.
        public let next: Int
        /// Whether these were the last.
        public let isLast: Bool
    }

    private let capacity: Int
    private var entries: [Entry?] = []
    /// Number of the oldest entry, counted from the first there ever was.
    private var start = 0
    private var count = 0
    /// What the window no longer reaches back to.
    private var floor: EventCursor

    /// An empty window of what comes after a cursor.
    public init(capacity: Int, from cursor: EventCursor) {
        self.capacity = max(1, capacity)
        floor = cursor
        entries.reserveCapacity(min(self.capacity, 1024))
    }

    /// How many there are.
    public var size: Int { count }

    /// Adds the newest, and lets the oldest go where there is no room.
    public mutating func append(_ item: Item, at place: EventCursor.Place, _ position: EventCursor.Position) {
        let entry = Entry(place: place, position: position, item: item)
        if count == capacity {
            if let oldest = entries[start % capacity] { floor.advance(oldest.place, to: oldest.position) }
            entries[start % capacity] = entry
            start += 1
        } else {
            let slot = (start + count) % capacity
            if slot == entries.count { entries.append(entry) } else { entries[slot] = entry }
            count += 1
        }
    }

    /// Whether all that came after a cursor at these places is here.
    ///
    /// - Parameters:
    ///   - cursor: What the client has seen.
    ///   - places: What the client follows.
    ///   - readThrough: Up to when the streams themselves were read for the client, beyond what the cursor names.
    /// - Returns: Whether a page after that cursor has no hole.
    public func reaches(
        back cursor: EventCursor, _ places: [EventCursor.Place], readThrough: UInt64 = 0
    ) -> Bool {
        places.allSatisfy { place in
            let needed = floor.position(of: place)
            return cursor.position(of: place) >= needed || readThrough >= needed.milliseconds
        }
    }

    /// Whether a page can start at this number: whether what stood there has not gone.
    public func holds(_ number: Int) -> Bool { number >= start }

    /// Events after a cursor, oldest first.
    ///
    /// - Parameters:
    ///   - cursor: What the client has seen.
    ///   - number: Where the page before ended; nil for the first.
    ///   - limit: How many at most.
    ///   - isWanted: Which events are the client's.
    /// - Returns: The page.
    public func page(
        after cursor: EventCursor, from number: Int?, limit: Int, where isWanted: (Item) -> Bool
    ) -> Page {
        var found: [Entry] = []
        var number = max(number ?? start, start)
        let end = start + count
        while number < end, found.count < limit {
            if let entry = entries[number % capacity], entry.position > cursor.position(of: entry.place),
                isWanted(entry.item)
            {
                found.append(entry)
            }
            number += 1
        }
        return Page(entries: found, next: number, isLast: number == end)
    }
}
