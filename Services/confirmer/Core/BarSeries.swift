import Domain

/// One instrument's bars of one interval.
struct BarSeries: Sendable, Hashable, Codable, Comparable {
    let instrument: InstrumentID
    let interval: Interval

    static func < (left: Self, right: Self) -> Bool {
        (left.instrument, left.interval) < (right.instrument, right.interval)
    }
}

/// What the confirmer remembers of one series.
struct SeriesState: Sendable, Equatable, Codable {
    var join: AnswerJoin
    /// Start of the last bar whose decision was confirmed.
    var confirmedAt: Timestamp?
}
