extension Resource {
    /// A strategy and whether it is at work.
    static let strategy = Resource(
        "Strategy",
        "A strategy that was deployed, and whether it is at work. The language: docs/strategies.md.",
        [
            .key("name", .text, "Unique among those deployed.", example: "ema-trend"),
            .key("state", .word(["deployed", "withdrawn"]), "Whether it is evaluated."),
            .key("issuer", .text, "Who asked for it last.", example: "configured key"),
            .key(
                "changedAt", .timestamp, "When it was deployed, replaced or withdrawn.", column: "changed_at"),
            .key(
                "commandID", .text, "The command that did it.", column: "command_id",
                example: "gateway/key/my-request-1"),
            ResourceField(
                "strategy", .json, "What it says; null where only its withdrawal is known.", isNullable: true,
                column: "body::text", example: strategyExample),
        ],
        listing: Listing(
            table: strategies, keys: [.init(column: "name", type: "text")],
            identity: [.init(column: "name", type: "text")], filters: [("state", "state = $")]))

    /// The last accepted command of each name, and the last text that was deployed under it.
    private static let strategies = """
        (SELECT DISTINCT ON (name) name,
        CASE command WHEN 'deploy-strategy' THEN 'deployed' ELSE 'withdrawn' END AS state, issuer,
        issued_at AS changed_at, command_id,
        (SELECT last.body FROM strategy_commands AS last
        WHERE last.name = strategy_commands.name AND last.body IS NOT NULL
        ORDER BY last.issued_at DESC, last.command_id DESC LIMIT 1) AS body
        FROM strategy_commands WHERE name IS NOT NULL ORDER BY name, issued_at DESC, command_id DESC) AS strategies
        """

    /// A strategy as docs/strategies.md describes them.
    static let strategyExample: JSONValue = [
        "name": "dip-in-uptrend", "description": "Buys a dip while the long average rises.",
        "interval": "30m", "direction": "long",
        "enter": ["crossesAbove": [["rsi": ["of": "close", "period": 14]], 35]],
        "exit": ["above": [["rsi": ["of": "close", "period": 14]], 70]],
    ]
}
