import Domain

extension Resource {
    /// What can have become of an outside signal.
    static let alertDispositions = ["received"] + Alert.Disposition.allCases.map(\.rawValue)
    private static let directions = Direction.allCases.map(\.rawValue)

    /// What a sender is told at once.
    public static let alertReceipt = Resource(
        "AlertReceipt", "An outside signal was taken and is being processed.",
        [
            ResourceField("id", .text, "The signal; the same for a repeat."),
            ResourceField(
                "status", .word(["accepted", "repeated"]),
                "`accepted`: it was taken; `repeated`: the same was sent before, and is heard once."),
            ResourceField("source", .text, "Whose it is."),
            ResourceField("instrument", .instrument, "`venue:symbol`."),
            ResourceField("interval", .word(Interval.allCases.map(\.rawValue)), "Length of its bars."),
            ResourceField("direction", .word(directions), "What it expects."),
            ResourceField("strength", .decimal, "How sure it is, 0 to 1."),
            ResourceField("receivedAt", .timestamp, "When it came in."),
        ])

    /// An outside signal.
    public static let alert = Resource(
        "Alert", "A signal from outside, and what became of it.",
        [
            .key("id", .text, "Derived from its source and what it says.", column: "alert_id"),
            .key("source", .text, "The key or hook it came through, and the sender's own name."),
            .key("instrument", .text, "`venue:symbol`."), .intervalOfBar,
            .key("direction", .word(directions), "What it expects; `flat` takes back what was said."),
            .money("strength", "How sure it is, 0 to 1."),
            ResourceField(
                "sequence", .integer, "The source's own number; null where it does not count.",
                isNullable: true, column: "sequence::text"),
            ResourceField(
                "ttlSeconds", .integer, "Seconds it may be acted on; null for its bar alone.",
                isNullable: true, column: "(time_to_live / 1000)::text"),
            ResourceField(
                "occurredAt", .timestamp, "When it was said, by the sender's clock.", isNullable: true,
                column: "sent_at::text"),
            .key("receivedAt", .timestamp, "When it came in.", column: "received_at"),
            .key("note", .text, "The sender's words."),
            ResourceField(
                "openedAt", .timestamp,
                "Start of the bar it was heard on; null while that bar is open.", isNullable: true,
                column: "opened_at::text"),
            .key(
                "disposition", .word(alertDispositions),
                "received: its bar is open; applied: its source's opinion; superseded: a later one took its place; expired: it had lived its time."
            ),
        ],
        listing: Listing(
            table: "alerts",
            keys: [.init(column: "received_at", type: "bigint"), .init(column: "alert_id", type: "text")],
            filters: [
                ("instrument", "instrument = $"), ("interval", "interval = $"),
                ("from", "received_at >= $::bigint"), ("to", "received_at < $::bigint"),
                ("id", "alert_id = $"), ("source", "source = $"), ("disposition", "disposition = $"),
            ]))

    /// Missing numbers.
    public static let alertHole = Resource(
        "AlertHole", "Numbers that a source of outside signals passed over and that did not come in time.",
        [
            .key("source", .text, "Whose numbers."), .key("instrument", .text, "`venue:symbol`."),
            .intervalOfBar, .key("first", .integer, "The first missing number.", column: "first_number"),
            .key("last", .integer, "The last missing number.", column: "last_number"),
            .key(
                "openedAt", .timestamp, "Start of the bar with the signal after them.", column: "opened_at"),
        ],
        listing: .ofBars(
            "alert_holes",
            further: [
                .init(column: "source", type: "text"), .init(column: "first_number", type: "bigint"),
                .init(column: "last_number", type: "bigint"),
            ], filters: [("source", "source = $")]))

    private static let hookFields: [ResourceField] = [
        .key("id", .text, "The hook.", column: "hook_id"), .key("label", .text, "What its owner calls it."),
        .key(
            "path", .text, "Where TradingView sends to, below this API's address.",
            column: "('/v1/hooks/tradingview/' || hook_id)"),
        .key(
            "symbols",
            .list(
                .record([
                    ResourceField("symbol", .text, "What TradingView calls it."),
                    ResourceField("instrument", .instrument, "What it is here."),
                ])), "The instruments it may speak of.", column: "instruments"),
        .money("strength", "How sure its signals are where the message does not say."),
        ResourceField(
            "ttlSeconds", .integer, "Seconds its signals may be acted on; null for their bar alone.",
            isNullable: true, column: "(time_to_live / 1000)::text"),
        .key(
            "alertsPerMinute", .integer, "Signals it lets in within a minute.", column: "alerts_per_minute"),
        .key("createdBy", .text, "The key that made it.", column: "created_by"),
        .key("createdAt", .timestamp, "When it was made.", column: "created_at"),
    ]

    /// A door for TradingView alerts.
    public static let alertHook = Resource(
        "AlertHook", "A door for TradingView alerts.", hookFields,
        listing: Listing(
            table: "alert_hooks",
            keys: [.init(column: "created_at", type: "bigint"), .init(column: "hook_id", type: "text")],
            filters: []))

    /// A door for TradingView alerts, to whom made it.
    public static let alertHookMade = Resource(
        "AlertHookMade", "A new door for TradingView alerts, with its secret.",
        hookFields + [
            ResourceField(
                "secret", .text, "Opens the door; null when the request is repeated.", isNullable: true,
                isSecret: true, example: "the-secret-shown-once"),
            ResourceField(
                "message", .text,
                "To be pasted into a strategy alert's message field; null when the request is repeated.",
                isNullable: true, isSecret: true,
                example: .text(TradingViewMessage.template(secret: "the-secret-shown-once"))),
        ])
}
