import Domain

extension Route {
    private static let hookID = Parameter(
        "id", in: .path, .name(1...64), "The hook, as it was named when it was made.", isRequired: true)
    private static let intervals = Interval.allCases.map(\.rawValue)
    private static let longestSeconds = Alert.longestTimeToLive / 1000

    private static let timeToLive = ResourceField(
        "ttlSeconds", .integer,
        "Seconds after occurredAt in which it may be acted on, 1 to \(longestSeconds): it then speaks for every bar that closes within them. Without it, for the bar alone that is open when it comes.",
        isRequired: false, limit: .range(1...longestSeconds), example: 7200)
    private static func sequence(isLoose: Bool) -> ResourceField {
        ResourceField(
            "sequence", .integer,
            "Your own count of the signals of this source about this instrument and interval, from 0 or 1 on. Order is restored by it, and missing numbers are reported.",
            isRequired: false, limit: .range(0...(Int64.max - 1)), isLoose: isLoose, example: 17)
    }
    private static let source = ResourceField(
        "source", .text,
        "Which of your programs speaks, 1 to 64 letters, digits, dots, underscores or dashes. A later signal of a source replaces its earlier one; those of several sources are averaged.",
        isRequired: false, limit: .name(1...64), example: "breakout-bot")
    private static let note = ResourceField(
        "note", .text, "What a reader should know, at most 512 characters.", isRequired: false,
        limit: .length(0...512), example: "Breakout above the range")

    static let sendSignal = Route(
        .post, "/v1/signals", "Send a signal of your own", group: .trading, access: .key(.paper),
        details:
            "Your opinion counts when the open bar of this interval closes, as one more engine, `external`. It replaces what the same source said before. Answered at once and processed afterwards: GET /v1/alerts shows what became of it. A signal that is sent twice is heard once.",
        body: [
            ResourceField("instrument", .instrument, "Which one, `venue:symbol`."),
            ResourceField(
                "interval", .word(intervals),
                "Length of the bars it is about, one the suite works with: \(intervals.joined(separator: ", ")).",
                example: "30m"),
            ResourceField(
                "direction", .word(Direction.allCases.map(\.rawValue)),
                "`long`, `short`, or `flat`, which takes back what this source said before."),
            ResourceField(
                "strength", .decimal,
                "How sure you are, decimal text above 0 and at most \"1\"; leave it out where direction is flat.",
                isRequired: false, limit: .amount(.fraction), isSampled: true, example: "0.8"),
            ResourceField(
                "id", .text,
                "Your own name for this signal, at most 128 characters; a repeat with the same name is passed over. Without one, a repeat is recognised by what it says and the bar of its time.",
                isRequired: false, limit: .length(0...128), example: "breakout-2026-01-31T09:30"),
            sequence(isLoose: false), source, timeToLive,
            ResourceField(
                "occurredAt", .timestamp, "When you came to this opinion, milliseconds UTC.",
                isRequired: false, limit: .plausibleTime, example: 1_767_225_600_000),
            note,
        ], answer: .one(.alertReceipt), success: 202,
        refusals: [
            202: "It was taken, and is processed now.",
            409: "Another signal was sent under this id, or the idempotency key stands for another request.",
            403: "The key's scope is too narrow, or outside signals are switched off.",
        ], contradictions: SignalRequest.contradictions)

    static let listAlerts = Route(
        .get, "/v1/alerts", "List outside signals and what became of them", group: .trading,
        access: .key(.read),
        details:
            "Whether a signal you sent was applied, replaced by a later one, or came too late. Ask by `id` for a certain one.",
        parameters: [
            .instrument, .interval,
            Parameter("from", .timestamp, "Only received from this moment on, milliseconds UTC."),
            Parameter("to", .timestamp, "Only received before this moment, milliseconds UTC."),
            Parameter("id", .text, "Only this one."), Parameter("source", .text, "Only this source's."),
            Parameter("disposition", .word(Resource.alertDispositions), "Only those of which this became."),
        ] + Parameter.paging, answer: .page(.alert))

    static let listAlertHoles = Route(
        .get, "/v1/alert-holes", "List numbers that sources of outside signals passed over", group: .trading,
        access: .key(.read),
        details:
            "Ask when signals seem to be missing: a sender that counts its signals is told here which never came.",
        parameters: [.instrument, .interval, .from, .to, Parameter("source", .text, "Only this source's.")]
            + Parameter.paging, answer: .page(.alertHole))

    static let createHook = Route(
        .post, "/v1/hooks", "Open a door for TradingView alerts", group: .integrations, access: .key(.paper),
        details:
            "The answer holds the hook's secret, shown this once, and the message to paste into an alert. A label stands for one hook of yours.",
        body: [
            ResourceField(
                "label", .text, "What you call it, 1 to 64 characters.", limit: .length(1...64),
                example: "TradingView BTC"),
            ResourceField(
                "symbols",
                .list(
                    .record([
                        ResourceField(
                            "symbol", .text, "What TradingView calls it, exchange and ticker.",
                            limit: .length(1...64), example: "BINANCE:BTCUSDT"),
                        ResourceField("instrument", .instrument, "What it is here, `venue:symbol`."),
                    ])), "The instruments it may speak of, 1 to 500.", limit: .count(1...500)),
            ResourceField(
                "strength", .decimal,
                "How sure its signals are where the message has no strength, above 0 and at most 1; \"1\" by default.",
                isRequired: false, limit: .amount(.share), example: "0.8"),
            timeToLive,
            ResourceField(
                "alertsPerMinute", .integer, "Signals it lets in within a minute, 1 to 600; 60 by default.",
                isRequired: false, limit: .range(1...600), example: 60),
        ], answer: .one(.alertHookMade), success: 201,
        refusals: [
            403: "The key's scope is too narrow, or outside signals are switched off.",
            409:
                "There is a hook of yours with this label, or the idempotency key stands for another request.",
        ])

    static let listHooks = Route(
        .get, "/v1/hooks", "List doors for TradingView alerts", group: .integrations, access: .key(.paper),
        details:
            "Every hook with its symbols and its path, never its secret. Ask before you make one: a label stands for one hook.",
        parameters: Parameter.paging, answer: .page(.alertHook))
    static let getHook = Route(
        .get, "/v1/hooks/{id}", "Get one door for TradingView alerts", group: .integrations,
        access: .key(.paper),
        details:
            "Its symbols, strength and limit, to check why an alert was refused. The secret is not shown again: delete the hook and make it anew.",
        parameters: [hookID], answer: .one(.alertHook))
    static let deleteHook = Route(
        .delete, "/v1/hooks/{id}", "Close a door for TradingView alerts", group: .integrations,
        access: .key(.paper),
        details: "From then on its secret opens nothing. Answers with the hook as it was.",
        parameters: [hookID], answer: .one(.alertHook))

    static let sendTradingViewAlert = Route(
        .post, "/v1/hooks/tradingview/{hook}", "Take a TradingView alert", group: .integrations,
        access: .open,
        details:
            "For TradingView's servers, which can send no key: the hook's secret stands in the message. Any content type; the body must be JSON. A message that TradingView sends again is heard once.",
        parameters: [
            // A name of its own: the message has an id, too.
            Parameter(
                "hook", in: .path, .name(1...64), "The hook, as it was named when it was made.",
                isRequired: true)
        ],
        body: [
            ResourceField(
                "secret", .text, "The hook's secret.", limit: .length(1...128), isSecret: true,
                example: "the-secret-shown-once"),
            ResourceField(
                "ticker", .text, "`{{ticker}}`, with the exchange before it or in a field of its own.",
                limit: .length(1...64), example: "BTCUSDT"),
            ResourceField(
                "exchange", .text, "`{{exchange}}`.", isRequired: false, limit: .length(0...64),
                isSampled: true, example: "BINANCE"),
            ResourceField(
                "interval", .text, "`{{interval}}`: minutes, D or W; or a bar's length such as 1h.",
                limit: .length(1...8), example: "30"),
            ResourceField(
                "action", .text, "`{{strategy.order.action}}`: buy is long, sell is short.",
                isRequired: false, limit: .length(0...64), isSampled: true, example: "buy"),
            ResourceField(
                "position", .text, "`{{strategy.market_position}}`: long, short or flat; goes before action.",
                isRequired: false, limit: .length(0...64), example: "long"),
            ResourceField(
                "direction", .word(Direction.allCases.map(\.rawValue)),
                "long, short or flat, for alerts of an indicator; goes before position.", isRequired: false),
            ResourceField(
                "strength", .decimal, "How sure it is, above 0 and at most 1; the hook's own by default.",
                isRequired: false, limit: .amount(.fraction), isLoose: true, example: "0.8"),
            ResourceField(
                "price", .text, "`{{close}}`, for the note.", isRequired: false, limit: .length(0...64),
                isLoose: true, example: "43000.5"),
            ResourceField(
                "time", .text, "`{{time}}`: start of TradingView's bar.", isRequired: false,
                limit: .length(0...40), example: "2026-01-31T09:00:00Z"),
            ResourceField(
                "timenow", .text, "`{{timenow}}`: when the alert fired.", isRequired: false,
                limit: .length(0...40), isSampled: true, example: "2026-01-31T09:30:00Z"),
            ResourceField(
                "id", .text, "Your own name for this alert.", isRequired: false, limit: .length(0...128),
                example: "{{strategy.order.id}} {{timenow}}"),
            sequence(isLoose: true), source, timeToLive, note,
        ], answer: .one(.alertReceipt), success: 202,
        refusals: [
            202: "It was taken, and is processed now.", 401: "There is no such hook, or the secret is wrong.",
            409: "Another signal was sent under this id.",
            403: "Outside signals are switched off.", 429: "The hook's limit is reached.",
            503: "Something the gateway needs does not answer; try again.",
        ], repeats: .harmless, takesAnyContentType: true)
}
