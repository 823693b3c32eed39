public import Bus

/// One look at several streams at the same moment: what stands in each after the look before.
public struct TailRound: Sendable {
    /// What one stream brought.
    public struct Part: Sendable {
        /// Which stream of which shard.
        public let place: StreamPlace
        /// Its new entries, oldest first; one that cannot be decoded is left out.
        public let entries: [StreamEntry]
        /// The last entry that was read, whether or not it could be decoded.
        public let last: EntryID
        /// Whether there was no more to read at that moment.
        public let isDrained: Bool
    }
    /// Milliseconds of the server's clock just before the look.
    ///
    /// What came into being before it, in any stream, has been seen with this look; but for streams that were not drained.
    public let readAt: UInt64
    /// What the streams brought; one without news is left out.
    public let parts: [Part]
}

/// What is kept of a stream.
public struct StreamExtent: Sendable, Equatable {
    /// The first entry that is kept; nil while there is none.
    public let first: EntryID?
    /// The last entry that was ever added.
    public let last: EntryID
    /// Milliseconds before which entries may have been trimmed; everything later is kept.
    public let trimmedBefore: UInt64

    /// What is kept of a stream.
    public init(first: EntryID?, last: EntryID, trimmedBefore: UInt64) {
        self.first = first
        self.last = last
        self.trimmedBefore = trimmedBefore
    }

    /// Whether entries after a place may be gone.
    public func mayMiss(after place: EntryID) -> Bool {
        guard place.milliseconds < trimmedBefore else { return false }
        guard let first else { return last > place }
        // Where nothing can stand between the place and the first entry, nothing is missing.
        return first.predecessor > place
    }
}
