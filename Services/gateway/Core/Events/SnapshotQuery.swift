public import Domain
import Messages

/// How the newest records of a topic are read from the database: the state a client starts from.
public struct SnapshotQuery: Sendable {
    /// Reads them, oldest first.
    public let query: PageQuery

    /// The newest records of a topic, at most `limit`; nil for a topic whose state the database does not hold.
    public init?(
        _ topic: EventTopic, instrument: InstrumentID?, interval: Interval?, limit: Int
    ) throws(Problem) {
        let resource: Resource? =
            switch topic {
            case .candles: .candle
            case .trades: .printedTrade
            case .features, .profiles: .measurements
            case .signals: .signal
            case .decisions: .decision
            case .orders: .order
            case .fills: .fill
            case .positions: .position
            case .equity, .system: nil
            }
        guard let resource, let listing = resource.listing else { return nil }
        var query = [(name: "limit", value: String(limit))]
        let known = Set(listing.filters.map(\.parameter))
        if let instrument { query.append(("instrument", instrument.description)) }
        if let interval, known.contains("interval") { query.append(("interval", interval.rawValue)) }
        let engine: ServiceName? =
            switch topic {
            case .features: .cipherEngine
            case .profiles: .volumeProfile
            case .candles, .trades, .signals, .decisions, .orders, .fills, .positions, .equity, .system: nil
            }
        if let engine { query.append(("engine", engine.rawValue)) }
        let values = try RequestValues(
            [.instrument, .interval, Parameter("engine", .text, "Only this engine.")] + Parameter.paging,
            query: query)
        self.query = try PageQuery(resource, listing, values, isReversed: true)
    }
}

extension Resource {
    /// A public trade, as its event tells it.
    fileprivate static let printedTrade = Resource(
        "PrintedTrade", "A trade the venue matched.",
        [
            .key("instrument", .text, "`venue:symbol`."),
            .key("tradeID", .integer, "The venue's number.", column: "trade_id"),
            .key("occurredAt", .timestamp, "When it was matched.", column: "occurred_at"),
            .money("price", "Quote currency."), .money("quantity", "Base asset."),
            .key("aggressor", .word(Side.allCases.map(\.rawValue)), "The side that took liquidity."),
        ],
        listing: Listing(
            table: "trades",
            keys: [
                .init(column: "occurred_at", type: "bigint"), .init(column: "instrument", type: "text"),
                .init(column: "trade_id", type: "bigint"),
            ], filters: [("instrument", "instrument = $")]))

    /// What an engine measured on a bar, as its event tells it.
    fileprivate static let measurements = Resource(
        "Measurements", "What an engine measured on a bar.",
        [
            .key("instrument", .text, "`venue:symbol`."), .intervalOfBar,
            .key("openedAt", .timestamp, "Start of the bar.", column: "opened_at"),
            .key(
                "values",
                .list(
                    .record([
                        ResourceField("name", .text, "Which number: `wt1`."),
                        ResourceField("value", .number, "The number."),
                    ])), "The numbers.", column: "evidence"),
        ],
        listing: .ofBars(
            "signals", further: [.init(column: "engine", type: "text")], filters: [("engine", "engine = $")]))
}
