public import Domain
import History
import Messages

/// Something that happens on the venue and that streams tell of.
public struct VenueEvent: Sendable {
    enum Kind {
        case trade(Trade)
        case barClosed(VenueBar)
    }
    /// When it happens.
    public let occurredAt: Timestamp
    let kind: Kind

    /// The names of the streams that tell of it.
    public var streams: [StreamName] {
        switch kind {
        case .trade(let trade):
            [
                StreamName(symbol: trade.instrument.symbol, kind: .aggregateTrade),
                StreamName(symbol: trade.instrument.symbol, kind: .trade),
            ]
        case .barClosed(let bar):
            [StreamName(symbol: bar.bar.instrument.symbol, kind: .bars(bar.bar.interval))]
        }
    }
}

/// What happens on the venue, in order of time.
public struct VenueEvents: IteratorProtocol, Sendable {
    private let venue: Venue
    private var history: MarketHistory.Iterator
    /// Longer bars that became final with the event before, last first.
    private var longer: [VenueEvent] = []

    init(_ venue: Venue, after clock: Timestamp) {
        self.venue = venue
        history = MarketHistory(venue.markets.map(\.series), after: clock).makeIterator()
    }

    /// When the next event happens; nil at the end of the recordings.
    public var nextTime: Timestamp? { longer.last?.occurredAt ?? history.nextTime }

    /// The next event; nil at the end of the recordings.
    public mutating func next() -> VenueEvent? {
        if let event = longer.popLast() { return event }
        while let body = history.next() {
            switch body {
            case .tradePrinted(let body):
                return VenueEvent(occurredAt: body.trade.occurredAt, kind: .trade(body.trade))
            case .barClosed(let body):
                guard let market = venue.market(body.bar.instrument.symbol),
                    let bar = market.bar(openedAt: body.bar.openedAt)
                else { continue }
                longer = market.longerBars(finishedBy: bar.bar.openedAt).reversed()
                    .map { VenueEvent(occurredAt: bar.bar.closedAt, kind: .barClosed($0)) }
                return VenueEvent(occurredAt: bar.bar.closedAt, kind: .barClosed(bar))
            default: continue
            }
        }
        return nil
    }
}
