public import Domain

/// One message of a venue's WebSocket that speaks the Binance Spot protocol.
public enum BinanceEvent: Sendable, Equatable {
    /// A bar has closed.
    case bar(FeedBar)
    /// A bar has opened, or changed, and is not final.
    case openBar(InstrumentID, openedAt: Timestamp)
    /// Trades were matched.
    case trade(FeedTrade)
    /// A request on this connection was carried out.
    case acknowledged(request: Int64)
    /// A request on this connection was refused.
    case rejected(request: Int64?, code: Int64, reason: String)
    /// The connection will be closed by the venue.
    case shutdown
    /// Anything else, which concerns nobody here.
    case other
}

/// Reads the frames of raw and combined streams: `{…}` and `{"stream":"…","data":{…}}`.
public struct BinanceEventDecoder: Sendable {
    private let venue: String
    private let interval: Interval

    /// A reader for one venue name and base interval; bars of other intervals are ``BinanceEvent/other``.
    public init(venue: String, interval: Interval) {
        self.venue = venue
        self.interval = interval
    }

    /// Reads one text frame.
    public func decode(_ frame: [UInt8]) throws(FeedError) -> BinanceEvent {
        var cursor = JSONCursor(frame)
        var members = Members()
        try members.read(&cursor)
        try cursor.finish()
        switch members.event {
        case "kline": return try bar(members.bar)
        case "aggTrade": return .trade(try trade(members))
        case "serverShutdown": return .shutdown
        case nil:
            if let code = members.code {
                return .rejected(request: members.request, code: code, reason: members.message ?? "")
            }
            guard members.hasResult, let request = members.request else { return .other }
            return .acknowledged(request: request)
        default: return .other
        }
    }

    private func bar(_ members: BarMembers) throws(FeedError) -> BinanceEvent {
        guard members.interval == interval.rawValue else { return .other }
        let instrument = try BinanceFields.instrument(members.symbol, of: venue)
        let openedAt = Timestamp(milliseconds: try BinanceFields.require(members.openedAt, "k.t"))
        guard try BinanceFields.require(members.isFinal, "k.x") else {
            return .openBar(instrument, openedAt: openedAt)
        }
        return .bar(
            FeedBar(
                try BinanceFields.bar(
                    instrument, interval, openedAt: openedAt,
                    prices: [members.open, members.high, members.low, members.close], volume: members.volume),
                tradeCount: try BinanceFields.require(members.tradeCount, "k.n")))
    }

    private func trade(_ members: Members) throws(FeedError) -> FeedTrade {
        try members.aggregate.trade(of: BinanceFields.instrument(members.symbol, of: venue))
    }
}

/// What the members of a frame said, whatever their order.
private struct Members {
    var event: String?
    var symbol: String?
    var bar = BarMembers()
    var aggregate = AggregateMembers()
    var request: Int64?
    var hasResult = false
    var code: Int64?
    var message: String?

    mutating func read(_ cursor: inout JSONCursor) throws(FeedError) {
        var members = self
        try cursor.object { (name, cursor) throws(FeedError) in
            switch name {
            case "e": members.event = try cursor.string()
            case "s": members.symbol = try cursor.string()
            case "k" where try cursor.isObject(): try members.bar.read(&cursor)
            case "data" where try cursor.isObject(), "error" where try cursor.isObject():
                try members.read(&cursor)
            case "id": members.request = try? cursor.integer()
            case "code": members.code = try cursor.integer()
            case "msg": members.message = try cursor.string()
            case "result":
                members.hasResult = true
                try cursor.skip()
            // Other events, which name themselves first too, use these names for other things.
            default:
                guard members.event == "aggTrade", try members.aggregate.take(name, &cursor)
                else {
                    try cursor.skip()
                    return
                }
            }
        }
        self = members
    }
}

/// The members of an aggregated trade, in a stream and in a REST answer alike.
struct AggregateMembers {
    private var aggregateID: Int64?
    private var price: String?
    private var quantity: String?
    private var firstID: Int64?
    private var lastID: Int64?
    private var occurredAt: Int64?
    private var isBuyerMaker: Bool?

    /// Takes the value if it is one of its own, of the kind it expects.
    mutating func take(_ name: String, _ cursor: inout JSONCursor) throws(FeedError) -> Bool {
        switch name {
        case "a": aggregateID = try cursor.integer()
        case "p": price = try cursor.string()
        case "q": quantity = try cursor.string()
        case "f": firstID = try cursor.integer()
        case "l": lastID = try cursor.integer()
        case "T": occurredAt = try cursor.integer()
        case "m": isBuyerMaker = try cursor.boolean()
        default: return false
        }
        return true
    }

    func trade(of instrument: InstrumentID) throws(FeedError) -> FeedTrade {
        let isBuyerMaker = try BinanceFields.require(isBuyerMaker, "m")
        let trade = Trade(
            instrument: instrument, id: try BinanceFields.require(lastID, "l"),
            occurredAt: Timestamp(milliseconds: try BinanceFields.require(occurredAt, "T")),
            price: try BinanceFields.decimal(price, "p"), quantity: try BinanceFields.decimal(quantity, "q"),
            // Who was there first was made to wait: the other side took.
            aggressor: isBuyerMaker ? .sell : .buy)
        let firstID = try BinanceFields.require(firstID, "f")
        guard trade.isValid, firstID <= trade.id else {
            throw .invalid(
                field: "p, q, f, l", text: "\(trade.price) \(trade.quantity) \(firstID) \(trade.id)")
        }
        return FeedTrade(trade, firstID: firstID, aggregateID: try BinanceFields.require(aggregateID, "a"))
    }
}

private struct BarMembers {
    var symbol: String?
    var interval: String?
    var openedAt: Int64?
    var open: String?
    var high: String?
    var low: String?
    var close: String?
    var volume: String?
    var tradeCount: Int64?
    var isFinal: Bool?

    mutating func read(_ cursor: inout JSONCursor) throws(FeedError) {
        var members = self
        try cursor.object { (name, cursor) throws(FeedError) in
            switch name {
            case "s": members.symbol = try cursor.string()
            case "i": members.interval = try cursor.string()
            case "t": members.openedAt = try cursor.integer()
            case "o": members.open = try cursor.string()
            case "h": members.high = try cursor.string()
            case "l": members.low = try cursor.string()
            case "c": members.close = try cursor.string()
            case "v": members.volume = try cursor.string()
            case "n": members.tradeCount = try cursor.integer()
            case "x": members.isFinal = try cursor.boolean()
            default: try cursor.skip()
            }
        }
        self = members
    }
}
