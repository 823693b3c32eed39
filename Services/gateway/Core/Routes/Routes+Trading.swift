import Domain

extension Route {
    private static let side = Parameter(
        "side", .word(Side.allCases.map(\.rawValue)), "Only this side: buy or sell.")

    static let listOrders = Route(
        .get, "/v1/orders", "List orders as they are now", group: .trading, access: .key(.read),
        parameters: [
            .instrument,
            Parameter(
                "status", .word(Order.Status.allCases.map(\.rawValue)),
                "Only this status: \(Order.Status.allCases.map(\.rawValue).joined(separator: ", "))."),
            side, Parameter("causeID", .text, "Only what this decision or command asked for."), .from, .to,
        ] + Parameter.paging, answer: .page(.order))
    static let getOrder = Route(
        .get, "/v1/orders/{clientOrderID}", "Get one order", group: .trading, access: .key(.read),
        parameters: [
            Parameter("clientOrderID", in: .path, .id, "The order's name.", isRequired: true)
        ], answer: .one(.order))
    static let listFills = Route(
        .get, "/v1/fills", "List executions", group: .trading, access: .key(.read),
        parameters: [
            .instrument, Parameter("clientOrderID", .text, "Only this order."), side, .from, .to,
        ] + Parameter.paging, answer: .page(.fill))
    static let getFill = Route(
        .get, "/v1/fills/{id}", "Get one execution", group: .trading, access: .key(.read),
        parameters: [.id("The fill's id.")], answer: .one(.fill))
    static let listPositions = Route(
        .get, "/v1/positions", "List what is held", group: .trading, access: .key(.read),
        parameters: [
            .instrument,
            Parameter("isOpen", .boolean, "true: only what is held now; false: only what is flat."),
        ] + Parameter.paging, answer: .page(.position))
    static let getPosition = Route(
        .get, "/v1/positions/{id}", "Get what is held of one instrument", group: .trading,
        access: .key(.read),
        parameters: [.id("The instrument, `venue:symbol`.")], answer: .one(.position))
    static let getPortfolio = Route(
        .get, "/v1/portfolio", "Get all positions marked at the last close, with totals by quote currency",
        group: .trading, access: .key(.read), answer: .one(.portfolio))
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
        group: .trading, access: .key(.read), answer: .one(.riskLimits))
}
