import Domain

extension Route {
    static let listOrders = Route(
        .get, "/v1/orders", "Orders as they are now", group: .trading, access: .key(.read),
        parameters: [
            .instrument,
            Parameter("status", .word(Order.Status.allCases.map(\.rawValue)), "Only this status."),
            .from, .to,
        ] + Parameter.paging, answer: .page(.order))
    static let listFills = Route(
        .get, "/v1/fills", "Executions", group: .trading, access: .key(.read),
        parameters: [.instrument, Parameter("clientOrderID", .text, "Only this order."), .from, .to]
            + Parameter.paging, answer: .page(.fill))
    static let listPositions = Route(
        .get, "/v1/positions", "What is held", group: .trading, access: .key(.read),
        parameters: [.instrument] + Parameter.paging,
        answer: .page(.position))
    static let getPortfolio = Route(
        .get, "/v1/portfolio", "Positions marked at the last close, and equity", group: .trading,
        access: .key(.read),
        answer: .one(.portfolio))
}
