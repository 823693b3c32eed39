extension Route {
    static let listStrategies = Route(
        .get, "/v1/strategies", "List strategies that were deployed by command", group: .research,
        access: .key(.read),
        details:
            "Strategies of your own that are deployed now or were once. Their signals come under the engine's name as all others do.",
        parameters: [
            Parameter(
                "state", .word(["deployed", "withdrawn"]),
                "Only strategies in this state: deployed or withdrawn.")
        ]
            + Parameter.paging, answer: .page(.strategy), changesSlowly: true)
    static let getStrategy = Route(
        .get, "/v1/strategies/{id}", "Get one strategy", group: .research, access: .key(.read),
        details: "The whole text of a strategy, its state and since when: read it before you change it.",
        parameters: [.id("The strategy's name.")], answer: .one(.strategy), changesSlowly: true)
    static let deployStrategy = Route(
        .post, "/v1/strategies", "Deploy a strategy, in place of one of the same name", group: .research,
        access: .key(.paper),
        details: """
            The strategy starts without history and is silent until its indicators are warm. A strategy that is not \
            understood is refused with the place, the fault and what to write instead.
            """,
        body: [
            ResourceField(
                "strategy", .json,
                "The strategy: name, description, interval, direction, enter, exit, and instruments unless it is for all.",
                example: Resource.strategyExample)
        ], answer: .command)
    static let withdrawStrategy = Route(
        .delete, "/v1/strategies/{id}", "Withdraw a strategy: it is evaluated no more", group: .research,
        access: .key(.paper),
        details: "Its text is kept, and can be deployed again. Orders that it led to stay as they are.",
        parameters: [.id("The strategy's name.")], answer: .command)
}
