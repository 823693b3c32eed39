import FoundationEssentials
import Strategies

extension Resource {
    /// A strategy and whether it is at work.
    static let strategy = Resource(
        "Strategy",
        "A strategy that was deployed, and whether it is at work. The language: docs/strategies.md.",
        [
            .key("name", .text, "Unique among those deployed.", example: "ema-trend"),
            .key("state", .word(["deployed", "withdrawn"]), "Whether it is evaluated."),
            .key("issuer", .text, "Who asked for it last.", example: "configured key"),
            ResourceField(
                "changedAt", .timestamp,
                "When it was deployed, replaced or withdrawn; null for what was there from the start.",
                isNullable: true, column: "changed_at::text"),
            ResourceField(
                "commandID", .text, "The command that did it; null for what was there from the start.",
                isNullable: true, column: "command_id::text", example: "gateway/key/my-request-1"),
            ResourceField(
                "strategy", .json, "What it says; null where only its withdrawal is known.", isNullable: true,
                column: "body::text", example: strategyExample),
        ],
        listing: Listing(
            table: strategiesAndBuiltIn, keys: [.init(column: "name", type: "text")],
            identity: [.init(column: "name", type: "text")], filters: [("state", "state = $")]))

    /// The last accepted command of each name, and the last text that was deployed under it; beside them what a
    /// deployment starts with and nobody has replaced or withdrawn.
    private static let strategies = """
        (SELECT DISTINCT ON (name) name,
        CASE command WHEN 'deploy-strategy' THEN 'deployed' ELSE 'withdrawn' END AS state, issuer,
        issued_at AS changed_at, command_id,
        coalesce((SELECT last.body FROM strategy_commands AS last
        WHERE last.name = strategy_commands.name AND last.body IS NOT NULL
        ORDER BY last.issued_at DESC, last.command_id DESC LIMIT 1),
        (SELECT body FROM (VALUES \(builtIn)) AS known (own, body) WHERE own = name)) AS body
        FROM strategy_commands WHERE name IS NOT NULL ORDER BY name, issued_at DESC, command_id DESC)
        """

    private static let strategiesAndBuiltIn = """
        (SELECT * FROM \(strategies) AS told UNION ALL
        SELECT own, 'deployed', 'built-in', NULL, NULL, body FROM (VALUES \(builtIn)) AS known (own, body)
        WHERE NOT EXISTS (SELECT FROM strategy_commands WHERE name = own)) AS strategies
        """

    /// Names and texts as rows of a statement; they are ours, and hold nothing a client wrote.
    private static var builtIn: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return Strategy.builtIn.map { strategy in
            let text = (try? encoder.encode(strategy)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
            return "('\(strategy.name)', '\(text.replacing("'", with: "''"))')"
        }.joined(separator: ", ")
    }

    /// A strategy as docs/strategies.md describes them.
    static let strategyExample: JSONValue = [
        "name": "dip-in-uptrend", "description": "Buys a dip while the long average rises.",
        "interval": "30m", "direction": "long",
        "enter": ["crossesAbove": [["rsi": ["of": "close", "period": 14]], 35]],
        "exit": ["above": [["rsi": ["of": "close", "period": 14]], 70]],
    ]
}
