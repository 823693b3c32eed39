import Domain

/// Builds the bars of one interval from the bars and gaps of a shorter one, which follow each other without holes.
///
/// It never looks ahead: a bar is told when its time is over. Where base bars are missing the larger bar is made
/// of those there are, and a stretch without any base bar has no larger bar either.
struct BarAggregator: Sendable, Equatable, Codable {
    let interval: Interval
    /// The bar being built.
    private var current: Bar?

    init(_ interval: Interval) { self.interval = interval }

    /// Adds the next base bar.
    ///
    /// Answers the bar that it completes. Time without base bars must have been told to ``pass(until:)`` before.
    mutating func add(_ base: Bar) -> Bar? {
        current = merged(with: base)
        return pass(until: base.closedAt)
    }

    /// Says that nothing more comes before `time`.
    ///
    /// Answers the bar that is thereby over.
    mutating func pass(until time: Timestamp) -> Bar? {
        guard let bar = current, bar.closedAt <= time else { return nil }
        current = nil
        return bar
    }

    private func merged(with base: Bar) -> Bar {
        guard let bar = current else {
            return Bar(
                instrument: base.instrument, interval: interval, openedAt: interval.start(of: base.openedAt),
                open: base.open, high: base.high, low: base.low, close: base.close, volume: base.volume,
                lastTradeID: base.lastTradeID)
        }
        return Bar(
            instrument: bar.instrument, interval: interval, openedAt: bar.openedAt, open: bar.open,
            high: max(bar.high, base.high), low: min(bar.low, base.low), close: base.close,
            volume: bar.volume + base.volume, lastTradeID: base.lastTradeID)
    }
}
