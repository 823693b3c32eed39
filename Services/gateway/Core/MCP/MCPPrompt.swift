/// A text that a person picks to start a conversation with a model.
struct MCPPrompt: Sendable {
    struct Argument: Sendable {
        let name: String
        let summary: String
        let isRequired: Bool
    }
    let name: String
    let title: String
    let summary: String
    let arguments: [Argument]

    /// Writes a strategy for an idea.
    static let draftStrategy = MCPPrompt(
        name: "draft_strategy", title: "Draft a strategy",
        summary: "Turns a trading idea into a strategy of this suite's own language.",
        arguments: [
            Argument(name: "idea", summary: "The idea in plain words.", isRequired: true),
            Argument(
                name: "instrument", summary: "venue:symbol; for all instruments when left out.",
                isRequired: false),
            Argument(name: "interval", summary: "Bars it reads, such as 30m.", isRequired: false),
        ])
    /// Explains a decision for a person.
    static let explainSignal = MCPPrompt(
        name: "explain_signal", title: "Explain a signal",
        summary: "Explains why a bar's signals were or were not acted on.",
        arguments: [
            Argument(
                name: "decision", summary: "A decision's id: decision/venue:symbol/interval/openedAt.",
                isRequired: true)
        ])
    /// Every prompt, in the order of the list.
    static let all = [draftStrategy, explainSignal]

    /// The prompt as a list shows it.
    var json: JSONValue {
        [
            "name": .text(name), "title": .text(title), "description": .text(summary),
            "arguments": .array(
                arguments.map {
                    [
                        "name": .text($0.name), "description": .text($0.summary),
                        "required": .boolean($0.isRequired),
                    ]
                }),
        ]
    }

    /// The values a client gave, checked.
    ///
    /// - Throws: ``MCPFault`` -32602 for values that are missing, unknown or no text.
    func values(_ given: JSONValue?) throws(MCPFault) -> [String: String] {
        var values: [String: String] = [:]
        if let given {
            guard case .object(let members) = given else {
                throw .invalidParameters("arguments must be an object.")
            }
            for member in members {
                guard arguments.contains(where: { $0.name == member.name }) else {
                    throw .invalidParameters("\(member.name.prefix(64)) is no argument of this prompt.")
                }
                guard case .text(let text) = member.value, text.utf8.count <= Self.longestValue else {
                    throw .invalidParameters(
                        "\(member.name) must be a text of at most \(Self.longestValue) bytes.")
                }
                values[member.name] = text
            }
        }
        for argument in arguments where argument.isRequired && (values[argument.name] ?? "").isEmpty {
            throw .invalidParameters("\(argument.name) is required.")
        }
        return values
    }

    private static let longestValue = 4096

    /// A conversation of one message.
    func result(_ text: String) -> JSONValue {
        [
            "description": .text(summary),
            "messages": [["role": "user", "content": ["type": "text", "text": .text(text)]]],
        ]
    }

    /// What a model is told to write a strategy.
    static func strategyText(_ values: [String: String]) -> String {
        let instruments = values["instrument"].map { "\"instruments\": [\"\($0)\"], " } ?? ""
        let interval = values["interval"] ?? "30m"
        return """
            Write a trading strategy for this idea:

            \(values["idea"] ?? "")

            Answer with one JSON object and nothing else. It looks like this:

            {"name": "dip-in-uptrend", "description": "Buys when momentum recovers from a dip in an uptrend.", \
            \(instruments)"interval": "\(interval)", "direction": "long", \
            "enter": {"all": [{"above": ["close", {"sma": {"of": "close", "period": 200}}]}, \
            {"crossesAbove": [{"rsi": {"of": "close", "period": 14}}, 35]}]}, \
            "exit": {"any": [{"above": [{"rsi": {"of": "close", "period": 14}}, 70]}]}}

            Rules:
            - name: 1 to 64 of a-z, 0-9 and -, not starting with -. direction: long or short.
            - A condition is an object with exactly one key: all or any (a list of 1 to 16 conditions), not (a \
            condition), above, below, atLeast, atMost, crossesAbove or crossesBelow (a pair [left, right]).
            - An operand is a number, or one of open, high, low, close, hlc3, volume, or an indicator with exactly one \
            key: {"ema": {"of": "close", "period": 1-500}}, {"sma": ...}, {"rsi": ...}, or {"wavetrend": {"channel": \
            1-200, "average": 1-200, "line": "wt1" or "wt2"}}. There are no others.
            - Conditions nest at most 8 deep; enter and exit have at most 128 conditions and operands together.
            - The strategy only says when to enter and when to leave. Size, stops and risk are not its business.
            Look at real data with get_candles before you choose numbers, and say in the description why you chose them.
            """
    }

    /// What a model is told to explain a decision.
    static func explanationText(_ explanation: JSONValue) -> String {
        let sentences = explanation.items("text").compactMap { item -> String? in
            if case .text(let text) = item { text } else { nil }
        }
        return """
            Explain to a trader, in a few plain sentences, why this decision came out as it did, which engine or rule \
            tipped it, and what happened to the orders. Use only these facts, and say so where they do not answer a \
            question.

            \(sentences.joined(separator: "\n"))

            The same as data:
            \(explanation.encoded)
            """
    }
}
