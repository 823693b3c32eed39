public import Domain

/// A page of bars, oldest first, as REST gave it.
public struct BarPage: Sendable, Equatable {
    /// The bars, the last of which may be unfinished.
    public let bars: [FeedBar]
    /// Whether the page was as long as it may be, so that more may follow.
    public let isFull: Bool
    /// The venue's clock before the page was asked for; a bar that had closed by then is final.
    public let venueTime: Timestamp
    /// A page of bars.
    public init(bars: [FeedBar], isFull: Bool, venueTime: Timestamp) {
        self.bars = bars
        self.isFull = isFull
        self.venueTime = venueTime
    }
}

/// A page of trades, oldest first, as REST gave it.
public struct TradePage: Sendable, Equatable {
    /// The trades.
    public let trades: [FeedTrade]
    /// Whether the page was as long as it may be, so that more may follow.
    public let isFull: Bool
    /// A page of trades.
    public init(trades: [FeedTrade], isFull: Bool) {
        self.trades = trades
        self.isFull = isFull
    }
}

/// Reads the REST answers of a venue that speaks the Binance Spot protocol.
public struct BinanceAnswerDecoder: Sendable {
    let venueName: String
    private let interval: Interval

    /// A reader for one venue name and base interval.
    public init(venue: String, interval: Interval) {
        venueName = venue
        self.interval = interval
    }

    /// `GET /api/v3/time`.
    public func time(_ body: [UInt8]) throws(FeedError) -> Timestamp {
        var cursor = JSONCursor(body)
        var time: Int64?
        try cursor.object { (name, cursor) throws(FeedError) in
            if name == "serverTime" { time = try cursor.integer() } else { try cursor.skip() }
        }
        return Timestamp(milliseconds: try BinanceFields.require(time, "serverTime"))
    }

    /// `GET /api/v3/klines`: each row is open time, open, high, low, close, volume, close time, quote volume, trades, ….
    public func bars(_ body: [UInt8], of instrument: InstrumentID) throws(FeedError) -> [FeedBar] {
        var cursor = JSONCursor(body)
        var bars: [FeedBar] = []
        try cursor.array { (_, cursor) throws(FeedError) in
            var openedAt: Int64?
            var texts: [String] = []
            var tradeCount: Int64?
            try cursor.array { (column, cursor) throws(FeedError) in
                switch column {
                case 0: openedAt = try cursor.integer()
                case 1...5: texts.append(try cursor.string())
                case 8: tradeCount = try cursor.integer()
                default: try cursor.skip()
                }
            }
            guard texts.count == 5 else { throw .missing(field: "volume") }
            bars.append(
                FeedBar(
                    try BinanceFields.bar(
                        instrument, interval,
                        openedAt: Timestamp(milliseconds: try BinanceFields.require(openedAt, "open time")),
                        prices: Array(texts[0..<4]), volume: texts[4]),
                    tradeCount: try BinanceFields.require(tradeCount, "number of trades")))
        }
        try cursor.finish()
        return bars
    }

    /// `GET /api/v3/aggTrades`.
    public func trades(_ body: [UInt8], of instrument: InstrumentID) throws(FeedError) -> [FeedTrade] {
        var cursor = JSONCursor(body)
        var trades: [FeedTrade] = []
        try cursor.array { (_, cursor) throws(FeedError) in
            var members = AggregateMembers()
            try cursor.object { (name, cursor) throws(FeedError) in
                guard try members.take(name, &cursor) else {
                    try cursor.skip()
                    return
                }
            }
            trades.append(try members.trade(of: instrument))
        }
        try cursor.finish()
        return trades
    }

    /// `{"code":…,"msg":…}`, which comes with every status of 400 and above; nil where a proxy answered something else.
    public static func refusal(_ body: [UInt8]) -> (code: Int64, reason: String)? {
        var cursor = JSONCursor(body)
        var code: Int64?
        var reason = ""
        do throws(FeedError) {
            try cursor.object { (name, cursor) throws(FeedError) in
                switch name {
                case "code": code = try cursor.integer()
                case "msg": reason = try cursor.string()
                default: try cursor.skip()
                }
            }
        } catch {
            return nil
        }
        return code.map { ($0, reason) }
    }
}
