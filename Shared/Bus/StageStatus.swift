public import Domain
public import Messages

/// How far one service is with one stream of one shard.
public struct StageStatus: Sendable, Equatable {
    /// Who reads.
    public let service: ServiceName
    /// What.
    public let stream: StreamKind
    /// Where.
    public let shard: Shard
    /// The instance that owns the shard; nil when nobody does.
    public let owner: String?
    /// The last entry whose effects are committed.
    public let cursor: EntryID
    /// Entries after the cursor; nil when the server cannot tell.
    public let lag: Int?
    /// Entries that were ever taken; nil when the server cannot tell.
    public let taken: Int?
    /// Entries in the stream.
    public let length: Int
    /// The last entry that was ever added.
    public let lastAdded: EntryID
    /// Entries handed to an instance that has not acknowledged them; only a work queue has any.
    public let pending: Int
    /// The oldest entry of a work queue that is not finished, handed out or not; nil where there is none, and for streams
    /// that are no queue, whose entries stay after they were taken.
    public let oldestUnfinished: EntryID?
    /// Entries of the stream that the service could not take and that nobody has dropped since.
    public let deadLetters: Int
    /// How far one service is.
    public init(
        service: ServiceName, stream: StreamKind, shard: Shard, owner: String?, cursor: EntryID, lag: Int?,
        taken: Int? = nil, length: Int, lastAdded: EntryID = .zero, pending: Int = 0,
        oldestUnfinished: EntryID? = nil,
        deadLetters: Int = 0
    ) {
        self.service = service
        self.stream = stream
        self.shard = shard
        self.owner = owner
        self.cursor = cursor
        self.lag = lag
        self.taken = taken
        self.length = length
        self.lastAdded = lastAdded
        self.pending = pending
        self.oldestUnfinished = oldestUnfinished
        self.deadLetters = deadLetters
    }
}

extension StageStatus {
    /// By how much the newest entry is younger than the last one that was taken; 0 for who has taken all.
    public var secondsBehind: Double {
        guard lag != 0, lastAdded > cursor, cursor != .zero else { return 0 }
        return Double(lastAdded.milliseconds - cursor.milliseconds) / 1_000
    }
}

extension Sequence<StageStatus> {
    /// Entries that were not taken yet.
    ///
    /// Unknown as soon as one part of it is: a sum of the rest would look like less than there is.
    public var lag: Int? {
        var sum = 0
        for status in self {
            guard let lag = status.lag else { return nil }
            sum += lag
        }
        return sum
    }
}
