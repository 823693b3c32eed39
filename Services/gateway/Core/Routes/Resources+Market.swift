import Domain

extension Resource {
    /// Trading rules of an instrument.
    public static let instrument = Resource(
        "Instrument", "A venue's trading rules for one instrument.",
        [
            .key("instrument", .text, "`venue:symbol`."),
            .key("baseAsset", .text, "The asset that is bought and sold.", column: "base_asset"),
            .key("quoteAsset", .text, "The asset prices are quoted in.", column: "quote_asset"),
            .money("tickSize", "Smallest price step.", column: "tick_size"),
            .money("lotSize", "Smallest quantity step.", column: "lot_size"),
            .money(
                "minimumNotional", "Smallest order value, quote currency; 0 for none.",
                column: "minimum_notional"),
            .key("listedAt", .timestamp, "When the rules were told.", column: "listed_at"),
        ],
        listing: Listing(
            table: "instruments", keys: [.init(column: "instrument", type: "text")],
            filters: [("instrument", "instrument = $")]))

    /// A closed bar.
    public static let candle = Resource(
        "Candle", "A closed bar. It covers `openedAt` to `openedAt` + `interval`.",
        [
            .key("instrument", .text, "`venue:symbol`."), .intervalOfBar,
            .key("openedAt", .timestamp, "Start of the bar.", column: "opened_at"),
            .money("open", "First trade, quote currency."), .money("high", "Highest trade."),
            .money("low", "Lowest trade."), .money("close", "Last trade."),
            .money("volume", "Traded amount, base asset."),
            ResourceField(
                "lastTradeID", .integer, "Last trade that belongs to the bar.", isNullable: true,
                column: "last_trade_id::text"),
        ], listing: .ofBars("bars"))
}

extension ResourceField {
    /// A column that is shown as it is.
    static func key(_ name: String, _ form: Form, _ summary: String, column: String? = nil) -> ResourceField {
        ResourceField(name, form, summary, column: "\(column ?? name)::text")
    }
    /// A column of exact decimals, without the zeros the column's type adds.
    static func money(_ name: String, _ summary: String, column: String? = nil) -> ResourceField {
        ResourceField(name, .decimal, summary, column: "trim_scale(\(column ?? name))::text")
    }
    /// The interval of a bar.
    static let intervalOfBar = key("interval", .word(Interval.allCases.map(\.rawValue)), "Length of the bar.")
}

extension Listing {
    /// Records of one bar each.
    static func ofBars(_ table: String, further: [Key] = [], filters: [(String, String)] = []) -> Listing {
        Listing(
            table: table,
            keys: [
                Key(column: "opened_at", type: "bigint"), Key(column: "instrument", type: "text"),
                Key(column: "interval", type: "text"),
            ] + further,
            filters: [
                ("instrument", "instrument = $"), ("interval", "interval = $"),
                ("from", "opened_at >= $::bigint"), ("to", "opened_at < $::bigint"),
            ] + filters)
    }
}
