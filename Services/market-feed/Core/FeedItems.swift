public import Domain

/// A final bar as the venue sent it, with the number of trades it is made of.
public struct FeedBar: Sendable, Hashable {
    /// The bar; its `lastTradeID` is nil, because the suite's router sets it.
    public let bar: Bar
    /// How many trades the venue counted in it.
    public let tradeCount: Int64
    /// A final bar.
    public init(_ bar: Bar, tradeCount: Int64) {
        self.bar = bar
        self.tradeCount = tradeCount
    }
}

/// A trade, or several that one order made at one price, as the venue sent it.
public struct FeedTrade: Sendable, Hashable {
    /// The print; its id is the last one it stands for.
    public let trade: Trade
    /// The first trade id it stands for.
    public let firstID: Int64
    /// The venue's number of the aggregate, by which its pages go on.
    public let aggregateID: Int64
    /// A trade or several.
    public init(_ trade: Trade, firstID: Int64, aggregateID: Int64) {
        self.trade = trade
        self.firstID = firstID
        self.aggregateID = aggregateID
    }
    /// How many trades it stands for.
    public var count: Int64 { trade.id - firstID + 1 }
}
