public import Domain
public import Messages

/// Recorded market data as the very sequence of messages that `market-feed` publishes when a venue plays it.
///
/// Of each instrument, in this order: `InstrumentListed` once, at the start of its first bar; then for every bar
/// `GapConfirmed` if bars are missing before it, its ``SyntheticTrades``, and `BarClosed`, whose `lastTradeID` is nil here
/// because it is the router that knows it. Instruments are merged by event time, and at the same time by name.
public struct MarketHistory: Sequence, Sendable {
    private let series: [BarSeries]
    private let clock: Timestamp

    /// The events of these series, whatever their order, that occur after `clock`.
    public init(_ series: [BarSeries], after clock: Timestamp = .distantPast) {
        self.series = series.sorted { $0.instrument < $1.instrument }
        self.clock = clock
    }

    /// Starts at the first event after the clock.
    public func makeIterator() -> Iterator { Iterator(series, after: clock) }

    /// Walks through the events without holding more than a bar's worth of each instrument.
    public struct Iterator: IteratorProtocol, Sendable {
        private var cursors: [SeriesCursor]

        fileprivate init(_ series: [BarSeries], after clock: Timestamp) {
            cursors = series.map { SeriesCursor($0, after: clock) }
        }

        /// The next event; nil at the end of the recording.
        public mutating func next() -> Message.Body? {
            guard let earliest else { return nil }
            return cursors[earliest].take()
        }

        /// When the next event occurs; nil at the end of the recording.
        public var nextTime: Timestamp? { earliest.flatMap { cursors[$0].time } }

        private var earliest: Int? {
            var best: (index: Int, time: Timestamp)?
            for index in cursors.indices {
                guard let time = cursors[index].time else { continue }
                // Strictly earlier: at the same time the first by name goes first.
                if best.map({ time < $0.time }) ?? true { best = (index, time) }
            }
            return best?.index
        }
    }
}

/// The place in one series.
private struct SeriesCursor: Sendable {
    private let series: BarSeries
    private let clock: Timestamp
    private var nextBar: Int
    private var pending: [Message.Body] = []
    private var place = 0
    /// When the next event occurs; nil at the end.
    private(set) var time: Timestamp?

    init(_ series: BarSeries, after clock: Timestamp) {
        self.series = series
        self.clock = clock
        nextBar = series.index(closingAfter: clock)
        advance()
    }

    mutating func take() -> Message.Body {
        let body = pending[place]
        place += 1
        advance()
        return body
    }

    private mutating func advance() {
        while place < pending.count || refill() {
            let next = pending[place].content.occurredAt
            if next > clock {
                time = next
                return
            }
            place += 1
        }
        time = nil
    }

    /// Makes the events of the next bar; false at the end.
    private mutating func refill() -> Bool {
        guard nextBar < series.bars.count else { return false }
        pending.removeAll(keepingCapacity: true)
        place = 0
        let bar = series.bars[nextBar]
        if nextBar == 0 {
            pending.append(.instrumentListed(InstrumentListed(series.specification, at: bar.openedAt)))
        }
        if let gap = series.gap(before: nextBar) {
            pending.append(
                .gapConfirmed(
                    GapConfirmed(
                        instrument: series.instrument, interval: series.interval, from: gap.from,
                        until: gap.until)))
        }
        for trade in SyntheticTrades.of(bar) { pending.append(.tradePrinted(TradePrinted(trade))) }
        pending.append(.barClosed(BarClosed(bar)))
        nextBar += 1
        return true
    }
}
