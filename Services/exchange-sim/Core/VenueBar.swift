import Domain
import History

/// A bar as a venue tells it: with the count, ids and sides of the trades inside it.
struct VenueBar: Sendable, Equatable {
    let bar: Bar
    let tradeCount: Int
    /// -1 where there is no trade, as on the venue whose protocol this is.
    let firstTradeID: Int64
    /// -1 where there is no trade.
    let lastTradeID: Int64
    let quoteVolume: Notional
    /// Base-asset volume of the trades whose aggressor bought.
    let takerBuyVolume: Quantity
    let takerBuyQuoteVolume: Notional

    /// A bar and all of its trades.
    init(_ bar: Bar, trades: [Trade]) throws(MoneyOverflow) {
        var quoteVolume = Notional.zero
        var takerBuyVolume = Quantity.zero
        var takerBuyQuoteVolume = Notional.zero
        for trade in trades {
            let quote = try trade.price.notional(of: trade.quantity)
            quoteVolume += quote
            if trade.aggressor == .buy {
                takerBuyVolume += trade.quantity
                takerBuyQuoteVolume += quote
            }
        }
        self.bar = bar
        tradeCount = trades.count
        firstTradeID = trades.first?.id ?? -1
        lastTradeID = trades.last?.id ?? -1
        self.quoteVolume = quoteVolume
        self.takerBuyVolume = takerBuyVolume
        self.takerBuyQuoteVolume = takerBuyQuoteVolume
    }

    /// What can be told of a bar that is not over: what its first trades have made of it.
    init?(unfinished bar: Bar, trades: [Trade]) throws(MoneyOverflow) {
        guard let first = trades.first, let last = trades.last else { return nil }
        let prices = trades.map(\.price)
        let soFar = Bar(
            instrument: bar.instrument, interval: bar.interval, openedAt: bar.openedAt, open: first.price,
            high: prices.reduce(first.price, max), low: prices.reduce(first.price, min), close: last.price,
            volume: trades.reduce(.zero) { $0 + $1.quantity })
        try self.init(soFar, trades: trades)
    }

    /// A longer bar of which this is the first part.
    init(_ first: VenueBar, startsBarOf interval: Interval) {
        self.init(
            first, interval: interval, openedAt: interval.start(of: first.bar.openedAt), adding: nil)
    }

    /// This bar with the next shorter one inside it added.
    func extended(by next: VenueBar) -> VenueBar {
        VenueBar(self, interval: bar.interval, openedAt: bar.openedAt, adding: next)
    }

    private init(_ first: VenueBar, interval: Interval, openedAt: Timestamp, adding next: VenueBar?) {
        let one = first.bar
        bar = Bar(
            instrument: one.instrument, interval: interval, openedAt: openedAt, open: one.open,
            high: next.map { max(one.high, $0.bar.high) } ?? one.high,
            low: next.map { min(one.low, $0.bar.low) } ?? one.low, close: next?.bar.close ?? one.close,
            volume: one.volume + (next?.bar.volume ?? .zero))
        tradeCount = first.tradeCount + (next?.tradeCount ?? 0)
        firstTradeID = first.firstTradeID >= 0 ? first.firstTradeID : next?.firstTradeID ?? -1
        lastTradeID =
            next.map { $0.lastTradeID >= 0 ? $0.lastTradeID : first.lastTradeID } ?? first.lastTradeID
        quoteVolume = first.quoteVolume + (next?.quoteVolume ?? .zero)
        takerBuyVolume = first.takerBuyVolume + (next?.takerBuyVolume ?? .zero)
        takerBuyQuoteVolume = first.takerBuyQuoteVolume + (next?.takerBuyQuoteVolume ?? .zero)
    }
}
