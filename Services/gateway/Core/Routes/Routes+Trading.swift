import Domain

extension Route {
    private static let side = Parameter(
        "side", .word(Side.allCases.map(\.rawValue)), "Only this side: buy or sell.")

    static let listOrders = Route(
        .get, "/v1/orders", "List orders as they are now", group: .trading, access: .key(.read),
        details:
            "What was asked of the executor and how far it came. To learn of changes without asking again, follow GET /v1/events with topic orders.",
        parameters: [
            .instrument,
            Parameter(
                "status", .word(Order.Status.allCases.map(\.rawValue)),
                "Only this status: \(Order.Status.allCases.map(\.rawValue).joined(separator: ", "))."),
            side, Parameter("causeID", .text, "Only what this decision or command asked for."), .from, .to,
        ] + Parameter.paging, answer: .page(.order))
    static let getOrder = Route(
        .get, "/v1/orders/{clientOrderID}", "Get one order", group: .trading, access: .key(.read),
        details:
            "Ask with the name that placing answered with, until `status` is filled, cancelled, rejected or refused.",
        parameters: [
            Parameter("clientOrderID", in: .path, .id, "The order's name.", isRequired: true)
        ], answer: .one(.order))
    static let listFills = Route(
        .get, "/v1/fills", "List executions", group: .trading, access: .key(.read),
        details:
            "What was bought and sold in truth: quantity, price and fee of each execution of yours. Positions and profit follow from these.",
        parameters: [
            .instrument, Parameter("clientOrderID", .text, "Only this order."), side, .from, .to,
        ] + Parameter.paging, answer: .page(.fill))
    static let getFill = Route(
        .get, "/v1/fills/{id}", "Get one execution", group: .trading, access: .key(.read),
        details: "One execution of yours by its id, as events and lists give it.",
        parameters: [.id("The fill's id.")], answer: .one(.fill))
    static let listPositions = Route(
        .get, "/v1/positions", "List what is held", group: .trading, access: .key(.read),
        details:
            "Quantity and entry price of each instrument that is or was held. With profit at the last price take GET /v1/portfolio.",
        parameters: [
            .instrument,
            Parameter("isOpen", .boolean, "true: only what is held now; false: only what is flat."),
        ] + Parameter.paging, answer: .page(.position))
    static let getPosition = Route(
        .get, "/v1/positions/{id}", "Get what is held of one instrument", group: .trading,
        access: .key(.read),
        details: "Ask before an order that is meant to close or to turn what is held.",
        parameters: [.id("The instrument, `venue:symbol`.")], answer: .one(.position))
    static let getPortfolio = Route(
        .get, "/v1/portfolio", "Get all positions marked at the last close, with totals by quote currency",
        group: .trading, access: .key(.read),
        details:
            "Everything about money in one answer: the capital, what is held, and the profit so far and at the last price.",
        answer: .one(.portfolio))
    static let listEquity = Route(
        .get, "/v1/equity", "List what the portfolio was worth at each close", group: .trading,
        access: .key(.read),
        details:
            "One point for each quote currency and close of the traded interval; without `from`, the last 500 closes.",
        parameters: [
            Parameter("currency", .text, "Only this quote currency, such as USD."), .from, .to,
        ], answer: .one(.equityCurve))
    static let getRiskLimits = Route(
        .get, "/v1/risk-limits", "Get the executor's limits and whether the kill switch is engaged",
        group: .trading, access: .key(.read),
        details: "Ask before an order: what exceeds a limit is refused with the limit's name.",
        answer: .one(.riskLimits))
}
