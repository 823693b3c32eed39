public import Domain

/// How far one instrument's market data has been published; all that survives a restart.
///
/// What is buffered behind it is asked of the venue again.
public struct FeedPosition: Sendable, Equatable, Codable {
    /// Start of the first bar wanted.
    public var start: Timestamp
    /// Start of the next bar; nil before the first.
    public var expected: Timestamp?
    /// The last trade published; nil before the first.
    public var lastTradeID: Int64?
    /// How many trades of the bar ``expected`` are published.
    public var tradesSinceBar: Int64
    /// The rules as last published; nil before the first.
    public var listed: InstrumentSpecification?

    /// Nothing published yet; `start` is on the interval's grid.
    public init(start: Timestamp) {
        self.start = start
        tradesSinceBar = 0
    }

    /// Start of the earliest bar that is not published.
    public var edge: Timestamp { expected ?? start }
}

/// For which bars trades are published.
public enum TradeCoverage: String, Sendable, Codable, CaseIterable {
    /// For every bar; history is fetched trade by trade, which on a busy instrument takes long.
    case all
    /// From the first bar that opens after the feed has started.
    case live
    /// For none; bars alone.
    case none
}

/// What the sequencer would know from the venue's REST interface.
public enum FeedRequest: Sendable, Hashable {
    /// A page of bars from that one on, including the bar `through`; without an end, up to the present.
    case bars(from: Timestamp, through: Timestamp?)
    /// A page of trades.
    case trades(TradePlace)
}

/// What was unusual, counted since the start.
public struct FeedStatistics: Sendable, Equatable {
    /// Bars and trades that had been seen before.
    public var duplicates = 0
    /// Final bars sent again with other numbers; the first version stands.
    public var revisions = 0
    /// Stretches without bars, confirmed by the venue.
    public var gaps = 0
    /// Bars released although the venue's own trades are fewer than it counted.
    public var incompleteBars = 0
}
