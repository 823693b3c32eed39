public import Domain

extension BinanceAnswerDecoder {
    /// `GET /api/v3/exchangeInfo`: the rules of every symbol that can be traded on the spot market.
    ///
    /// A symbol without price or lot filter, or one that is halted for good, is left out: nothing can be ordered there.
    public func specifications(_ body: [UInt8]) throws(FeedError) -> [InstrumentSpecification] {
        var cursor = JSONCursor(body)
        var specifications: [InstrumentSpecification] = []
        var hasSymbols = false
        try cursor.object { (name, cursor) throws(FeedError) in
            guard name == "symbols" else {
                try cursor.skip()
                return
            }
            hasSymbols = true
            try cursor.array { (_, cursor) throws(FeedError) in
                var symbol = SymbolMembers()
                try symbol.read(&cursor)
                if let specification = try symbol.specification(venue: venueName) {
                    specifications.append(specification)
                }
            }
        }
        try cursor.finish()
        guard hasSymbols else { throw .missing(field: "symbols") }
        return specifications
    }
}

private struct SymbolMembers {
    private var symbol: String?
    private var baseAsset: String?
    private var quoteAsset: String?
    private var tickSize: String?
    private var lotSize: String?
    private var minimumNotional: String?

    mutating func read(_ cursor: inout JSONCursor) throws(FeedError) {
        var members = self
        try cursor.object { (name, cursor) throws(FeedError) in
            switch name {
            case "symbol": members.symbol = try cursor.string()
            case "baseAsset": members.baseAsset = try cursor.string()
            case "quoteAsset": members.quoteAsset = try cursor.string()
            case "filters":
                try cursor.array { (_, cursor) throws(FeedError) in try members.readFilter(&cursor) }
            default: try cursor.skip()
            }
        }
        self = members
    }

    private mutating func readFilter(_ cursor: inout JSONCursor) throws(FeedError) {
        var type: String?
        var values: [(name: String, text: String)] = []
        try cursor.object { (name, cursor) throws(FeedError) in
            switch name {
            case "filterType": type = try cursor.string()
            case "tickSize", "stepSize", "minNotional": values.append((name, try cursor.string()))
            default: try cursor.skip()
            }
        }
        for (name, text) in values {
            switch (type, name) {
            case ("PRICE_FILTER", "tickSize"): tickSize = text
            case ("LOT_SIZE", "stepSize"): lotSize = text
            // NOTIONAL is the newer form of MIN_NOTIONAL; no symbol has both.
            case ("NOTIONAL", "minNotional"), ("MIN_NOTIONAL", "minNotional"): minimumNotional = text
            default: break
            }
        }
    }

    /// The rules; nil where price or quantity steps are missing or switched off by a zero.
    func specification(venue: String) throws(FeedError) -> InstrumentSpecification? {
        guard tickSize != nil, lotSize != nil else { return nil }
        let tick: Price = try BinanceFields.decimal(tickSize, "tickSize")
        let lot: Quantity = try BinanceFields.decimal(lotSize, "stepSize")
        guard tick.isPositive, lot.isPositive else { return nil }
        return InstrumentSpecification(
            instrument: try BinanceFields.instrument(symbol, of: venue),
            baseAsset: try BinanceFields.require(baseAsset, "baseAsset"),
            quoteAsset: try BinanceFields.require(quoteAsset, "quoteAsset"), tickSize: tick, lotSize: lot,
            minimumNotional: try BinanceFields.decimal(minimumNotional ?? "0", "minNotional"))
    }
}
