public import Domain
public import Messages

/// Bars that were published once and are wanted again, with the gaps between them; without trades, which were published too.
public struct Backfill: Sendable {
    private let instrument: InstrumentID
    private let interval: Interval
    private var next: Timestamp
    private let until: Timestamp

    /// The bars `from ..< until`, all of which lie before the instrument's ``FeedPosition/edge``.
    public init(_ instrument: InstrumentID, _ interval: Interval, from: Timestamp, until: Timestamp) {
        self.instrument = instrument
        self.interval = interval
        next = from
        self.until = until
    }

    /// The page to ask for; nil when everything was answered.
    public var request: (from: Timestamp, through: Timestamp)? { next < until ? (next, until) : nil }

    /// What follows from a page, in order.
    public mutating func answer(_ page: BarPage) -> [Message.Body] {
        var outputs: [Message.Body] = []
        for bar in page.bars.map(\.bar) where bar.openedAt >= next && bar.openedAt < until {
            if bar.openedAt > next { outputs.append(gap(until: bar.openedAt)) }
            outputs.append(.barClosed(BarClosed(bar)))
            next = bar.closedAt
        }
        // All of it was final long ago, so what a page does not show does not exist.
        let isThrough = page.bars.last.map { $0.bar.openedAt >= until } ?? false
        if next < until, isThrough || !page.isFull {
            outputs.append(gap(until: until))
            next = until
        }
        return outputs
    }

    private func gap(until end: Timestamp) -> Message.Body {
        .gapConfirmed(GapConfirmed(instrument: instrument, interval: interval, from: next, until: end))
    }
}
