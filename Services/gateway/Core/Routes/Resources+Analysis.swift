import Domain

extension Resource {
    private static let directions = Direction.allCases.map(\.rawValue)
    private static let evidence = ResourceField.Form.list(
        .record([
            ResourceField("name", .text, "Which number: `wt1`.", example: "wt1"),
            ResourceField("value", .number, "The number.", example: .number("-53.25")),
        ]))
    private static let engine = Listing.Key(column: "engine", type: "text")
    static let contribution: [ResourceField] = [
        ResourceField("engine", .text, "The engine.", example: "cipher-engine"),
        ResourceField("isAnswered", .boolean, "False only in a degraded decision."),
        ResourceField("direction", .word(directions), "What its signal expected."),
        ResourceField("strength", .decimal, "How sure it was, 0 to 1."),
        ResourceField("weight", .decimal, "Its weight in the configuration."),
    ]
    static let rule: [ResourceField] = [
        ResourceField("rule", .text, "The rule's name.", example: "threshold"),
        ResourceField("passed", .boolean, "Whether the decision passed it."),
        ResourceField("detail", .text, "The measured value and the limit.", example: "0.42 reaches 0.35"),
    ]

    /// An engine's opinion.
    public static let signal = Resource(
        "Signal", "One engine's opinion about one bar.",
        [
            ResourceField(
                "id", .text, "Derived from engine and bar.",
                column: "engine || '/' || instrument || '/' || interval || '/' || opened_at",
                example: "cipher-engine/sim:BTCUSD/30m/1767225600000"),
            .key("engine", .text, "Who speaks.", example: "cipher-engine"), .instrument, .intervalOfBar,
            .openedAt,
            .key("direction", .word(directions), "What the engine expects; `flat` is nothing to say."),
            .money("strength", "How sure it is, 0 to 1."),
            .key("reasons", .list(.text), "Stable codes of what was seen.", example: ["green_dot"]),
            .key("evidence", evidence, "The numbers behind the opinion."),
        ],
        listing: .ofBars(
            "signals", further: [engine], identity: [engine, .instrument, .interval, .openedAt],
            filters: [("engine", "engine = $"), ("direction", "direction = $")]))

    /// The confirmer's answer.
    public static let decision = Resource(
        "Decision", "What the confirmer made of one bar's signals.",
        [
            ResourceField(
                "id", .text, "Derived from the bar.",
                column: "'decision/' || instrument || '/' || interval || '/' || opened_at",
                example: "decision/sim:BTCUSD/30m/1767225600000"),
            .instrument, .intervalOfBar, .openedAt,
            .key("direction", .word(directions), "What to do; `flat` is a no."),
            .money("score", "Weighted sum of the opinions, -1 to 1."),
            .key("isDegraded", .boolean, "Whether an engine's answer was missing.", column: "is_degraded"),
            .key("expiresAt", .timestamp, "When it is too old to act on.", column: "expires_at"),
            .key("contributions", .list(.record(contribution)), "What each engine said."),
            .key("rules", .list(.record(rule)), "Every rule up to the first that failed."),
        ],
        listing: .ofBars(
            "decisions", identity: [.instrument, .interval, .openedAt],
            filters: [("direction", "direction = $"), ("isDegraded", "is_degraded = $::boolean")]))

    /// Why a decision came out as it did.
    public static let explanation = Resource(
        "Explanation", "Why a decision came out as it did, and what the executor did about it.",
        [
            ResourceField("id", .text, "The decision.", example: "decision/sim:BTCUSD/30m/1767225600000"),
            ResourceField("instrument", .instrument, "`venue:symbol`."),
            ResourceField("interval", .text, "Length of the bar.", example: "30m"),
            ResourceField("openedAt", .timestamp, "Start of the bar."),
            ResourceField(
                "verdict", .word(Explanation.Verdict.allCases.map(\.rawValue)), "The outcome in a word."),
            ResourceField("direction", .word(directions), "What to do."),
            ResourceField("score", .decimal, "Weighted sum of the opinions, -1 to 1."),
            ResourceField("isDegraded", .boolean, "Whether an engine's answer was missing."),
            ResourceField(
                "contributions",
                .list(
                    .record(
                        contribution + [
                            ResourceField("share", .decimal, "What it added to the score."),
                            ResourceField(
                                "reasons", .list(.text), "Codes of what it saw.", example: ["green_dot"]),
                            ResourceField("evidence", evidence, "The numbers behind its opinion."),
                        ])), "Each engine's part."),
            ResourceField("rules", .list(.record(rule)), "Each rule that was evaluated."),
            ResourceField("firstFailure", .record(rule), "The rule that said no.", isNullable: true),
            ResourceField("orders", .list(.record(order.fields)), "What the executor did about it."),
            ResourceField("fills", .list(.record(fill.fields)), "What came of the orders."),
            ResourceField(
                "text", .list(.text), "All of it in sentences.",
                example: ["Rule threshold passed: 0.42 reaches 0.35."]),
        ])
}
