import Domain

extension Route {
    private static let direction = Parameter(
        "direction", .word(Direction.allCases.map(\.rawValue)), "Only this direction: long, short or flat.")

    static let listSignals = Route(
        .get, "/v1/signals", "List what the engines said about each bar", group: .research,
        access: .key(.read),
        details:
            "Each engine's opinion on each closed bar, before the confirmer weighs them. To see what came of them take GET /v1/decisions.",
        parameters: [
            .instrument, .interval, .from, .to,
            Parameter("engine", .text, "Only this engine, such as cipher-engine."), direction,
        ] + Parameter.paging, answer: .page(.signal))
    static let getSignal = Route(
        .get, "/v1/signals/{id}", "Get one signal", group: .research, access: .key(.read),
        details: "One engine's opinion on one bar with its evidence, by the id that lists and events give.",
        parameters: [.slashedID("`engine/venue:symbol/interval/openedAt`.")], answer: .one(.signal))
    static let listFeatures = Route(
        .get, "/v1/features", "List what the cipher engine measured on each bar", group: .research,
        access: .key(.read),
        details:
            "The numbers behind the cipher engine's signals, bar by bar: for charts, research and models of your own. `values` has every line of the study and `dots` every mark; docs/cipher.md explains each.",
        parameters: [.instrument, .interval, .from, .to, direction] + Parameter.paging,
        answer: .page(.features))
    static let listProfiles = Route(
        .get, "/v1/profiles", "List levels of the session and rolling volume profiles by bar",
        group: .research,
        access: .key(.read),
        details:
            "Point of control and value area at each closed bar, as the engine saw them. For a range of your own take GET /v1/profiles/range.",
        parameters: [.instrument, .interval, .from, .to, direction] + Parameter.paging,
        answer: .page(.profileLevels))
    static let computeProfile = Route(
        .get, "/v1/profiles/range", "Compute the volume profile of any range of time", group: .research,
        access: .key(.read),
        details:
            "Made of the stored trades, exactly; where there are none or too many, of stored bars, each spread over its range: `source` says which. Add a second instrument for a profile over two venues.",
        parameters: [
            Parameter("instrument", .instrument, "Which one, `venue:symbol`.", isRequired: true),
            Parameter("from", .timestamp, "Start, milliseconds UTC.", isRequired: true),
            Parameter("to", .timestamp, "End, milliseconds UTC.", isRequired: true),
            Parameter("rows", .integer(2...512), "Most rows to answer with, 64 by default."),
            Parameter("valueAreaPercent", .integer(1...100), "Volume inside the value area, 70 by default."),
            Parameter(
                "valueAreaRule", .word(["pairs", "single"]),
                "Whether the value area grows by pairs of rows (the default) or by single rows."),
            Parameter(
                "source", .word(["trades", "bars"]),
                "What to make it of; trades where they are stored, by default."),
            Parameter("interval", .interval, "Length of the bars to make it of; the shortest by default."),
            Parameter(
                "with", .instrument,
                "Another instrument whose volume is added, such as the same symbol of a second venue."),
        ], answer: .one(.volumeProfile))
    static let listDecisions = Route(
        .get, "/v1/decisions", "List what the confirmer decided", group: .research, access: .key(.read),
        details:
            "Long, short or flat for each bar, with the weight of every engine and the rules that spoke. The newest one of an instrument is what the suite acts on; GET /v1/decisions/{id}/why explains it.",
        parameters: [
            .instrument, .interval, .from, .to, direction,
            Parameter(
                "isDegraded", .boolean, "Only decisions that missed an engine's answer, or only the others."),
        ] + Parameter.paging,
        answer: .page(.decision))
    static let getDecision = Route(
        .get, "/v1/decisions/{id}", "Get one decision", group: .research, access: .key(.read),
        details: "The id may be percent-encoded or stand in the path as it is, slashes and all.",
        parameters: [.slashedID("`decision/venue:symbol/interval/openedAt`.")], answer: .one(.decision))
    static let explainDecision = Route(
        .get, "/v1/decisions/{id}/why", "Explain why a decision came out as it did", group: .research,
        access: .key(.read),
        details: "The id may be percent-encoded or stand in the path as it is, slashes and all.",
        parameters: [.slashedID("`decision/venue:symbol/interval/openedAt`.")], answer: .one(.explanation))
}
