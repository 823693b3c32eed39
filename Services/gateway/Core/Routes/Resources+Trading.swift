import Domain

extension Resource {
    private static let sides = Side.allCases.map(\.rawValue)

    /// What the executor has written down and the recorder not yet: an order can be asked for as soon as it is
    /// confirmed.
    private static let ordersAndJournal = """
        (SELECT client_order_id, cause_id, instrument, side, quantity, filled_quantity, status, reason, updated_at
        FROM orders UNION ALL
        SELECT client_order_id, cause_id, instrument, side, quantity, 0, 'journalled', '', occurred_at
        FROM journal_orders WHERE NOT EXISTS (
        SELECT FROM orders WHERE orders.client_order_id = journal_orders.client_order_id)) AS orders
        """

    /// An order as it is now.
    public static let order = Resource(
        "Order", "Our instruction to a venue, and what became of it.",
        [
            .key(
                "clientOrderID", .text, "Ours, unique for ever.", column: "client_order_id",
                example: "q0123456789abcdef"),
            .key(
                "causeID", .text, "The decision or command that asked for it.", column: "cause_id",
                example: "decision/sim:BTCUSD/30m/1767225600000"),
            .instrument, .key("side", .word(sides), "Buy or sell."),
            .money("quantity", "Base asset; 0 for an order refused before it was sized."),
            .money("filledQuantity", "How much of it is filled.", column: "filled_quantity"),
            .key("status", .word(Order.Status.allCases.map(\.rawValue)), "Where it is in its life."),
            .key(
                "reason", .text, "Rule and numbers behind a refusal; empty otherwise.",
                example: "maximum_order 60000 above 50000"),
            .key("updatedAt", .timestamp, "When it last changed.", column: "updated_at"),
        ],
        listing: Listing(
            table: "orders", recordTable: ordersAndJournal,
            keys: [
                .init(column: "updated_at", type: "bigint"), .init(column: "client_order_id", type: "text"),
            ],
            identity: [.init(column: "client_order_id", type: "text")],
            filters: [
                ("instrument", "instrument = $"), ("status", "status = $"), ("side", "side = $"),
                ("causeID", "cause_id = $"),
                ("from", "updated_at >= $::bigint"), ("to", "updated_at < $::bigint"),
            ]))

    /// An execution.
    public static let fill = Resource(
        "Fill", "One execution of one of our orders.",
        [
            .key("id", .text, "Unique for ever.", column: "fill_id", example: "q0123456789abcdef-1"),
            .key(
                "clientOrderID", .text, "The order it belongs to.", column: "client_order_id",
                example: "q0123456789abcdef"),
            .instrument, .key("side", .word(sides), "Buy or sell."),
            .money("price", "Quote currency."), .money("quantity", "Base asset."),
            .money("fee", "Quote currency; positive costs us."),
            .key("occurredAt", .timestamp, "When the venue matched it.", column: "occurred_at"),
        ],
        listing: Listing(
            table: "fills",
            keys: [.init(column: "occurred_at", type: "bigint"), .init(column: "fill_id", type: "text")],
            identity: [.init(column: "fill_id", type: "text")],
            filters: [
                ("instrument", "instrument = $"), ("clientOrderID", "client_order_id = $"),
                ("side", "side = $"),
                ("from", "occurred_at >= $::bigint"), ("to", "occurred_at < $::bigint"),
            ]))

    /// What we hold.
    public static let position = Resource(
        "Position", "What we hold of one instrument and what it has earned.",
        [
            .instrument,
            .money("quantity", "Base asset; negative is short."),
            .money("cost", "What the open quantity cost, quote currency, signed like it."),
            .money("realized", "Profit of what was closed, before fees."),
            .money("fees", "All fees so far."),
            .key("updatedAt", .timestamp, "The last fill.", column: "updated_at"),
        ],
        listing: Listing(
            table: "positions", keys: [.instrument], identity: [.instrument],
            filters: [("instrument", "instrument = $"), ("isOpen", "(quantity <> 0) = $::boolean")]))
}
