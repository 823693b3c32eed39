import Domain

extension Route {
    private static let direction = Parameter(
        "direction", .word(Direction.allCases.map(\.rawValue)), "Only this direction.")

    static let listSignals = Route(
        .get, "/v1/signals", "What the engines said about each bar", group: .research, access: .key(.read),
        parameters: [
            .instrument, .interval, .from, .to, Parameter("engine", .text, "Only this engine."), direction,
        ] + Parameter.paging, answer: .page(.signal))
    static let listDecisions = Route(
        .get, "/v1/decisions", "What the confirmer decided", group: .research, access: .key(.read),
        parameters: [.instrument, .interval, .from, .to, direction] + Parameter.paging,
        answer: .page(.decision))
    static let explainDecision = Route(
        .get, "/v1/decisions/{id}/why", "Why a decision came out as it did", group: .research,
        access: .key(.read),
        details: "The id may be percent-encoded or stand in the path as it is, slashes and all.",
        parameters: [
            Parameter("id", in: .path, .text, "`decision/venue:symbol/interval/openedAt`.", isRequired: true)
        ], answer: .one(.explanation))
}
