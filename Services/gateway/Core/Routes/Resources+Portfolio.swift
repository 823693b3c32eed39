extension Resource {
    private static let amounts: [ResourceField] = [
        ResourceField("capital", .decimal, "What it was given to trade with.", example: "100000"),
        ResourceField("realized", .decimal, "Profit of what was closed, before fees.", example: "150.25"),
        ResourceField("unrealized", .decimal, "Profit of the open quantity at the mark.", example: "-20.5"),
        ResourceField("fees", .decimal, "All fees so far.", example: "9.75"),
        ResourceField("equity", .decimal, "Capital and all profit, after fees.", example: "100120"),
    ]
    private static let currency = ResourceField(
        "currency", .text, "The quote currency the amounts are in; empty where the venue has not told it.",
        example: "USD")
    private static let holding: [ResourceField] =
        [
            ResourceField("instrument", .instrument, "`venue:symbol`."), currency,
            ResourceField("quantity", .decimal, "Base asset; negative is short.", example: "0.5"),
            ResourceField(
                "averagePrice", .decimal, "Of the open quantity; null when flat.", isNullable: true,
                example: "42141"),
            ResourceField(
                "mark", .decimal, "Close of the last bar; null before the first.", isNullable: true,
                example: "42100"),
            ResourceField("markedAt", .timestamp, "Close of that bar.", isNullable: true),
        ] + amounts

    /// All positions and what they are worth.
    public static let portfolio = Resource(
        "Portfolio",
        "All positions, marked at the last close. Amounts of different currencies are never added up.",
        [
            ResourceField("totals", .list(.record([currency] + amounts)), "One for each quote currency."),
            ResourceField("holdings", .list(.record(holding)), "One for each instrument that has traded."),
        ])

    /// What the portfolio was worth.
    static let equityCurve = Resource(
        "EquityCurve", "What the portfolio was worth at each close, by quote currency.",
        [
            ResourceField(
                "items",
                .list(
                    .record(
                        [currency, ResourceField("at", .timestamp, "The close of the bar.")]
                            + amounts.filter { $0.name != "capital" })), "In order of time, then of currency."
            ),
            ResourceField("interval", .text, "Length of the bars.", example: "30m"),
        ])

    /// What the executor keeps to.
    static let riskLimits = Resource(
        "RiskLimits", "What the executor keeps to, for each instrument alike.",
        [
            ResourceField("interval", .text, "The bars and decisions that are traded.", example: "30m"),
            ResourceField(
                "capital", .decimal, "What each instrument is given to trade with.", example: "100000"),
            ResourceField(
                "riskFraction", .decimal, "Share of its equity that a new position is worth.", example: "0.1"),
            ResourceField("allowsShort", .boolean, "Whether a short decision may open a position."),
            ResourceField(
                "maximumOrderNotional", .decimal,
                "Largest value of one order that opens or grows a position.", example: "50000"),
            ResourceField(
                "maximumPositionNotional", .decimal, "Largest value of a position after such an order.",
                example: "50000"),
            ResourceField(
                "feeRate", .decimal, "What the paper venue takes of a fill's value.", example: "0.001"),
            ResourceField(
                "slippageRate", .decimal, "How much worse than the open the paper venue fills.",
                example: "0.0005"),
            ResourceField(
                "killSwitch",
                .record([
                    ResourceField(
                        "isEngaged", .boolean, "Whether orders that open or grow a position are stopped."),
                    ResourceField(
                        "reason", .text, "Why it was switched last; null when never.", isNullable: true,
                        example: "News at 14:00"),
                    ResourceField(
                        "changedAt", .timestamp, "When it was switched last; null when never.",
                        isNullable: true),
                ]), "As the executor last confirmed it."),
        ])
}
