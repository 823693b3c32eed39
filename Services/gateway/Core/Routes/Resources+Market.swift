import Domain

extension Resource {
    /// Trading rules of an instrument.
    public static let instrument = Resource(
        "Instrument", "A venue's trading rules for one instrument.",
        [
            .instrument,
            .key(
                "baseAsset", .text, "The asset that is bought and sold.", column: "base_asset", example: "BTC"
            ),
            .key(
                "quoteAsset", .text, "The asset prices are quoted in.", column: "quote_asset", example: "USD"),
            .money("tickSize", "Smallest price step.", column: "tick_size", example: "0.01"),
            .money("lotSize", "Smallest quantity step.", column: "lot_size", example: "0.00001"),
            .money(
                "minimumNotional", "Smallest order value, quote currency; 0 for none.",
                column: "minimum_notional", example: "10"),
            .key("listedAt", .timestamp, "When the rules were told.", column: "listed_at"),
        ],
        listing: Listing(
            table: "instruments", keys: [.instrument], identity: [.instrument],
            filters: [
                ("instrument", "instrument = $"), ("venue", "starts_with(instrument, $ || ':')"),
                ("baseAsset", "base_asset = $"), ("quoteAsset", "quote_asset = $"),
            ]))

    /// A venue whose instruments are known.
    static let venue = Resource(
        "Venue", "A venue that has listed instruments.",
        [
            .key("venue", .text, "Its name, the first part of every instrument's.", example: "sim"),
            .key("instruments", .integer, "How many of its instruments are known.", example: 2),
            .key("listedAt", .timestamp, "When it last told trading rules.", column: "listed_at"),
        ],
        listing: Listing(
            table: """
                (SELECT split_part(instrument, ':', 1) AS venue, count(*) AS instruments,
                max(listed_at) AS listed_at FROM instruments GROUP BY 1) AS venues
                """, keys: [.init(column: "venue", type: "text")], filters: []))

    /// A closed bar.
    public static let candle = Resource(
        "Candle", "A closed bar. It covers `openedAt` to `openedAt` + `interval`.",
        [
            .instrument, .intervalOfBar, .openedAt,
            .money("open", "First trade, quote currency.", example: "42000"),
            .money("high", "Highest trade.", example: "42150.5"),
            .money("low", "Lowest trade.", example: "41980"),
            .money("close", "Last trade.", example: "42100.25"),
            .money("volume", "Traded amount, base asset.", example: "12.5"),
            ResourceField(
                "lastTradeID", .integer, "Last trade that belongs to the bar.", isNullable: true,
                column: "last_trade_id::text", example: 123_456),
        ], listing: .ofBars("bars"),
        beside: [
            ResourceField(
                "gaps", .list(.record(gap.fields)), "Where bars are missing for good within the page.")
        ])

    /// Bars that the venue does not have.
    static let gap = Resource(
        "Gap", "A time for which the venue has no bars. It covers `from` to `until`.",
        [
            .instrument, .intervalOfBar,
            .key("from", .timestamp, "Start of the first missing bar.", column: "from_at"),
            .key(
                "until", .timestamp, "Start of the next bar that is there.", column: "until_at",
                example: 1_767_229_200_000),
        ],
        listing: Listing(
            table: "gaps",
            keys: [
                .init(column: "from_at", type: "bigint"), .instrument,
                .init(column: "interval", type: "text"), .init(column: "until_at", type: "bigint"),
            ],
            filters: [
                ("instrument", "instrument = $"), ("interval", "interval = $"),
                ("from", "until_at > $::bigint"), ("to", "from_at < $::bigint"),
            ]))

    /// A public trade.
    static let trade = Resource(
        "Trade", "A trade that a venue printed.",
        [
            .instrument,
            .key("tradeID", .integer, "The venue's number.", column: "trade_id", example: 123_456),
            .key("occurredAt", .timestamp, "When the venue matched it.", column: "occurred_at"),
            .money("price", "Quote currency.", example: "42100.25"),
            .money("quantity", "Base asset.", example: "0.25"),
            .key("aggressor", .word(Side.allCases.map(\.rawValue)), "The side that took liquidity."),
        ],
        listing: Listing(
            table: "trades",
            keys: [
                .init(column: "occurred_at", type: "bigint"), .instrument,
                .init(column: "trade_id", type: "bigint"),
            ],
            filters: [
                ("instrument", "instrument = $"), ("aggressor", "aggressor = $"),
                ("from", "occurred_at >= $::bigint"), ("to", "occurred_at < $::bigint"),
            ]))
}
