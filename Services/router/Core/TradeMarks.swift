import Domain

/// The last trade of every bar that has not been emitted yet.
///
/// A bar may be emitted long after its time (held behind a hole, or backfilled), when trades of later bars are known
/// already; the marks tell which trade was the bar's own.
struct TradeMarks: Sendable, Equatable, Codable {
    /// The last trade inside one bar's time.
    struct Mark: Sendable, Equatable, Codable {
        let openedAt: Timestamp
        var lastID: Int64
    }
    /// The last trade seen of all: a lower or equal number is a repeat.
    private(set) var lastSeenID: Int64?
    /// The last trade that belongs to an emitted bar.
    private var lastTakenID: Int64?
    /// Later ones, by time.
    private var marks: [Mark] = []

    /// Takes a trade; false for a repeat.
    ///
    /// `bucket` is the start of the base bar it falls into.
    ///
    /// Trades that run on without bars keep one mark per bar. Beyond `limit` the oldest is dropped, so its bar
    /// names an earlier trade and is taken sooner by those who wait for that trade, never later.
    mutating func record(_ id: Int64, in bucket: Timestamp, limit: Int) -> Bool {
        if let lastSeenID, id <= lastSeenID { return false }
        lastSeenID = id
        let index = marks.lastIndex { $0.openedAt <= bucket }
        if let index, marks[index].openedAt == bucket {
            marks[index].lastID = id
        } else {
            marks.insert(Mark(openedAt: bucket, lastID: id), at: index.map { $0 + 1 } ?? 0)
        }
        if marks.count > limit { marks.removeFirst() }
        return true
    }

    /// The last trade before the end of the bar that starts at `openedAt`; nil where none was ever seen.
    mutating func take(through openedAt: Timestamp) -> Int64? {
        var count = 0
        while count < marks.count, marks[count].openedAt <= openedAt {
            // The venue's clock may run backwards between two trades, its numbers do not.
            lastTakenID = max(lastTakenID ?? .min, marks[count].lastID)
            count += 1
        }
        if count > 0 { marks.removeFirst(count) }
        return lastTakenID
    }
}
