import Domain

extension Route {
    static let listInstruments = Route(
        .get, "/v1/instruments", "List instruments and their trading rules", group: .market,
        access: .key(.read),
        details:
            "Start here: names and steps of what can be traded. The field `instrument` is what every other call takes under that name.",
        parameters: [
            .instrument, Parameter("venue", .text, "Only instruments of this venue, such as sim."),
            Parameter("baseAsset", .text, "Only this base asset, such as BTC."),
            Parameter("quoteAsset", .text, "Only this quote asset, such as USD."),
        ] + Parameter.paging, answer: .page(.instrument), changesSlowly: true)
    static let getInstrument = Route(
        .get, "/v1/instruments/{id}", "Get one instrument's trading rules", group: .market,
        access: .key(.read),
        details: "Ask before an order: price tick, quantity step and least notional tell what a venue takes.",
        parameters: [.id("The instrument, `venue:symbol`.")], answer: .one(.instrument), changesSlowly: true)
    static let listVenues = Route(
        .get, "/v1/venues", "List venues", group: .market, access: .key(.read),
        details: "Where instruments are traded; the part of an instrument's id before the colon.",
        parameters: Parameter.paging,
        answer: .page(.venue), changesSlowly: true)
    static let listCandles = Route(
        .get, "/v1/candles", "List closed bars (candles)", group: .market, access: .key(.read),
        details: """
            Newest first unless `order` is asc. An interval the suite does not store is built from the shortest it \
            stores. `gaps` lists the times within the page for which the venue has no bars.
            """,
        parameters: [.instrument, .interval, .from, .to] + Parameter.paging, answer: .page(.candle),
        changesSlowly: true)
    static let getLatestCandle = Route(
        .get, "/v1/candles/latest", "Get the newest closed bar (candle)", group: .market, access: .key(.read),
        details: "From memory, as soon as the bar has closed; a bar that is still open is never told.",
        parameters: [
            Parameter("instrument", .instrument, "Which one, `venue:symbol`.", isRequired: true),
            Parameter("interval", .interval, "Length of the bar.", isRequired: true),
        ], answer: .one(.candle), refusals: [404: "No such bar has closed yet."])
    static let listGaps = Route(
        .get, "/v1/gaps", "List times without bars", group: .market, access: .key(.read),
        details:
            "Times for which a venue had no bars. Ask before you trust a calculation over a long range: a gap is confirmed missing, not just late.",
        parameters: [.instrument, .interval, .from, .to] + Parameter.paging, answer: .page(.gap))
    static let listTrades = Route(
        .get, "/v1/trades", "List public trades", group: .market, access: .key(.read),
        details:
            "Single trades of everybody at the venue, for a look below the bars. For prices over time take GET /v1/candles; your own executions are at GET /v1/fills.",
        parameters: [
            .instrument,
            Parameter(
                "aggressor", .word(Side.allCases.map(\.rawValue)),
                "Only trades in which buy or sell took liquidity."),
            .from, .to,
        ] + Parameter.paging, answer: .page(.trade))
}
