public import Domain
import FoundationEssentials

/// The venue's HTTP interface: a pure function of the request and the clock.
public struct VenueAPI: Sendable {
    private let venue: Venue
    private let clock: Timestamp

    /// Answers as of `clock`.
    public init(_ venue: Venue, at clock: Timestamp) {
        self.venue = venue
        self.clock = clock
    }

    /// Answers a GET request; query text is percent-encoded.
    public func answer(path: String, query: String) -> VenueAnswer {
        do throws(VenueError) {
            return .success(try respond(path: path, to: Parameters(QueryText(query))))
        } catch {
            return .failure(error)
        }
    }

    private func respond(path: String, to parameters: Parameters) throws(VenueError) -> JSONBytes {
        var json = JSONBytes()
        switch path {
        case "/api/v3/ping": json.raw("{}")
        case "/api/v3/time": json.raw("{\"serverTime\":\(clock)}")
        case "/api/v3/exchangeInfo": writeRules(of: try markets(parameters), to: &json)
        case "/api/v3/klines": try writeBars(parameters, to: &json)
        case "/api/v3/aggTrades": try writeAggregateTrades(parameters, to: &json)
        case "/api/v3/trades", "/api/v3/historicalTrades": try writeTrades(parameters, to: &json)
        case "/api/v3/ticker/price": try writePrices(parameters, to: &json)
        default: throw .unknownEndpoint
        }
        return json
    }

    private func market(_ parameters: Parameters) throws(VenueError) -> Market {
        guard let market = venue.market(try parameters.text("symbol")) else { throw .invalidSymbol }
        return market
    }

    /// The markets that `symbol` or `symbols`, a JSON array, names; all of them without either.
    private func markets(_ parameters: Parameters) throws(VenueError) -> [Market] {
        if parameters["symbol"] != nil { return [try market(parameters)] }
        guard let text = parameters["symbols"] else { return venue.markets }
        guard let symbols = try? JSONDecoder().decode([String].self, from: Data(text.utf8)) else {
            throw .malformed(
                parameter: "symbols", legal: #"^\[("[A-Z0-9-_.]{1,20}"(,"[A-Z0-9-_.]{1,20}"){0,}){0,1}\]$"#)
        }
        var markets: [Market] = []
        for symbol in symbols {
            guard let market = venue.market(symbol) else { throw .invalidSymbol }
            markets.append(market)
        }
        return markets
    }

    private func writeBars(_ parameters: Parameters, to json: inout JSONBytes) throws(VenueError) {
        let market = try market(parameters)
        let text = try parameters.text("interval")
        guard let interval = Interval(rawValue: text), market.offers(interval) else { throw .invalidInterval }
        let from = try parameters.time("startTime")
        let bars = market.bars(
            of: interval, from: from, until: try parameters.time("endTime"), limit: try parameters.limit(),
            fromStart: from != nil, at: clock)
        json.array(bars) { json, bar in
            json.raw("[\(bar.bar.openedAt),")
            json.decimal(bar.bar.open)
            json.raw(",")
            json.decimal(bar.bar.high)
            json.raw(",")
            json.decimal(bar.bar.low)
            json.raw(",")
            json.decimal(bar.bar.close)
            json.raw(",")
            json.decimal(bar.bar.volume)
            json.raw(",\(bar.bar.closedAt.milliseconds - 1),")
            json.amount(bar.quoteVolume)
            json.raw(",\(bar.tradeCount),")
            json.decimal(bar.takerBuyVolume)
            json.raw(",")
            json.amount(bar.takerBuyQuoteVolume)
            json.raw(",\"0\"]")
        }
    }

    private func writeAggregateTrades(_ parameters: Parameters, to json: inout JSONBytes) throws(VenueError) {
        json.array(try trades(parameters)) { json, trade in
            json.raw("{\"a\":\(trade.id),\"p\":")
            json.decimal(trade.price)
            json.raw(",\"q\":")
            json.decimal(trade.quantity)
            json.raw(",\"f\":\(trade.id),\"l\":\(trade.id),\"T\":\(trade.occurredAt),\"m\":")
            json.boolean(trade.aggressor == .sell)
            json.raw(",\"M\":true}")
        }
    }

    private func writeTrades(_ parameters: Parameters, to json: inout JSONBytes) throws(VenueError) {
        json.array(try trades(parameters)) { json, trade in
            json.raw("{\"id\":\(trade.id),\"price\":")
            json.decimal(trade.price)
            json.raw(",\"qty\":")
            json.decimal(trade.quantity)
            json.raw(",\"quoteQty\":")
            // Markets whose amounts overflow were refused when the venue was made.
            json.amount((try? trade.price.notional(of: trade.quantity)) ?? .zero)
            json.raw(",\"time\":\(trade.occurredAt),\"isBuyerMaker\":")
            json.boolean(trade.aggressor == .sell)
            json.raw(",\"isBestMatch\":true}")
        }
    }

    private func trades(_ parameters: Parameters) throws(VenueError) -> [Trade] {
        let market = try market(parameters)
        let limit = try parameters.limit()
        let from = try parameters.time("startTime")
        let until = try parameters.time("endTime")
        if let id = try parameters.integer("fromId") {
            guard from == nil, until == nil else { throw .contradictoryParameters }
            return market.trades(fromID: id, limit: limit, at: clock)
        }
        if let from { return market.trades(from: from, until: until, limit: limit, at: clock) }
        return market.lastTrades(limit: limit, at: until.map { min($0, clock) } ?? clock)
    }

    private func writePrices(_ parameters: Parameters, to json: inout JSONBytes) throws(VenueError) {
        // An instrument that has not traded yet has no price, and is left out.
        let prices = try markets(parameters).compactMap { market in
            market.lastTrades(limit: 1, at: clock).last.map { (market.symbol, $0.price) }
        }
        func write(_ item: (symbol: String, price: Price), to json: inout JSONBytes) {
            json.raw("{\"symbol\":")
            json.string(item.symbol)
            json.raw(",\"price\":")
            json.decimal(item.price)
            json.raw("}")
        }
        if parameters["symbol"] != nil {
            guard let only = prices.first else { throw .invalidSymbol }
            write(only, to: &json)
        } else {
            json.array(prices) { write($1, to: &$0) }
        }
    }

    private func writeRules(of markets: [Market], to json: inout JSONBytes) {
        json.raw(
            "{\"timezone\":\"UTC\",\"serverTime\":\(clock),\"rateLimits\":[{\"rateLimitType\":\"REQUEST_WEIGHT\","
                + "\"interval\":\"MINUTE\",\"intervalNum\":1,\"limit\":6000}],\"exchangeFilters\":[],\"symbols\":"
        )
        json.array(markets) { $0.rules(of: $1.specification) }
        json.raw("}")
    }
}

extension JSONBytes {
    /// One entry of `exchangeInfo`: the fields without which clients refuse to load or to trade an instrument.
    fileprivate mutating func rules(of specification: InstrumentSpecification) {
        raw("{\"symbol\":")
        string(specification.instrument.symbol)
        raw(",\"status\":\"TRADING\",\"baseAsset\":")
        string(specification.baseAsset)
        raw(",\"baseAssetPrecision\":8,\"quoteAsset\":")
        string(specification.quoteAsset)
        raw(
            ",\"quotePrecision\":8,\"quoteAssetPrecision\":8,\"orderTypes\":[\"LIMIT\",\"MARKET\"],"
                + "\"icebergAllowed\":false,\"ocoAllowed\":false,\"quoteOrderQtyMarketAllowed\":false,"
                + "\"isSpotTradingAllowed\":true,\"isMarginTradingAllowed\":false,\"filters\":["
                + "{\"filterType\":\"PRICE_FILTER\",\"minPrice\":")
        decimal(specification.tickSize)
        raw(",\"maxPrice\":\"1000000000\",\"tickSize\":")
        decimal(specification.tickSize)
        raw("},{\"filterType\":\"LOT_SIZE\",\"minQty\":")
        decimal(specification.lotSize)
        raw(",\"maxQty\":\"1000000000\",\"stepSize\":")
        decimal(specification.lotSize)
        raw("},{\"filterType\":\"NOTIONAL\",\"minNotional\":")
        decimal(specification.minimumNotional)
        raw(
            ",\"applyMinToMarket\":true,\"maxNotional\":\"1000000000\",\"applyMaxToMarket\":false,"
                + "\"avgPriceMins\":5}],\"permissions\":[],\"permissionSets\":[[\"SPOT\"]]}")
    }
}

/// A request's parameters, read with the venue's own complaints.
private struct Parameters {
    private let query: QueryText

    init(_ query: QueryText) { self.query = query }

    subscript(name: String) -> String? { query[name] }

    func text(_ name: String) throws(VenueError) -> String {
        guard let value = query[name], !value.isEmpty else { throw .missing(parameter: name) }
        return value
    }

    func integer(_ name: String) throws(VenueError) -> Int64? {
        guard let value = query[name] else { return nil }
        guard let number = Int64(value), number >= 0 else {
            throw .malformed(parameter: name, legal: "^[0-9]{1,20}$")
        }
        return number
    }

    func time(_ name: String) throws(VenueError) -> Timestamp? {
        try integer(name).map { Timestamp(milliseconds: $0) }
    }

    /// Rows in one answer: 500 unless asked for fewer or, up to 1000, more.
    func limit() throws(VenueError) -> Int {
        guard let limit = try integer("limit") else { return 500 }
        guard limit > 0 else { throw .invalid(parameter: "limit") }
        return Int(min(limit, 1000))
    }
}
