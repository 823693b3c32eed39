import Domain

extension MCPTool {
    /// Every tool, in the order of the lists, which never changes: it is part of a model's prompt.
    static let all: [MCPTool] = [
        quote,
        MCPTool(
            "get_candles", "Candles",
            "Closed bars of one instrument, newest first unless order is asc. Prices are decimal text, times "
                + "milliseconds UTC. Ask for no more than you need with limit; continue with cursor = next.",
            .listCandles, required: ["instrument", "interval"]),
        MCPTool(
            "list_strategies", "Strategies",
            "The strategies that were deployed or withdrawn, with their source in the suite's own language.",
            .listStrategies),
        MCPTool(
            "get_positions", "Positions",
            "What is held of each instrument: signed quantity (negative is short), cost, realized profit and fees.",
            .listPositions),
        MCPTool(
            "preview_order", "Preview an order",
            "How an order would be placed now on the paper account: quantity, price and fee, and the first risk rule "
                + "that says no. Places nothing. quantity counts the base asset, or with unit quote its value. Where it is "
                + "allowed, the answer holds a confirmationToken for place_order, good for 60 seconds.",
            .previewOrder, isTrading: true),
        MCPTool(
            "place_order", "Place an order",
            "Places a previewed order on the paper account; it fills at the next bar's open. Show the preview to a "
                + "person and get their word first. Repeat instrument, side and quantity of the preview, and give an "
                + "idempotencyKey of your own; use the same one only to repeat this very call.",
            .placeOrder, required: ["confirmationToken", "idempotencyKey"], hidden: ["unit", "tolerance"],
            isTrading: true),
        MCPTool(
            "cancel_order", "Cancel an order",
            "Takes back an order that is not filled yet, by its clientOrderID.", .cancelOrder,
            isTrading: true,
            isDestructive: true),
        MCPTool(
            "list_instruments", "Instruments",
            "The instruments there are, with price step, quantity step and smallest order value. Start here: every "
                + "other tool names instruments as they stand in this list.", .listInstruments),
        MCPTool(
            "list_signals", "Signals",
            "What each engine said about each bar: direction, strength, reasons and the numbers behind them.",
            .listSignals),
        MCPTool(
            "list_decisions", "Decisions",
            "What was decided on each bar from the engines' signals; flat is a no. The id leads to explain_decision.",
            .listDecisions),
        MCPTool(
            "explain_decision", "Explain a decision",
            "Why a decision came out as it did: each engine's part, each rule with its numbers, the orders and fills "
                + "that followed, and all of it in sentences.", .explainDecision),
        MCPTool(
            "list_orders", "Orders",
            "Orders as they are now, newest first, with the reason of every refusal and cancellation.",
            .listOrders),
        MCPTool(
            "get_portfolio", "Portfolio",
            "All positions marked at the last close, with equity, profit and fees in quote currency.",
            .getPortfolio),
        MCPTool(
            "get_status", "Status",
            "How far every service is: lag, owners, dead letters and last event. For questions about the system itself.",
            .getStatus),
    ]

    /// The tool of that name.
    static func named(_ name: String) -> MCPTool? { all.first { $0.name == name } }
}

// MARK: - The last price

extension MCPTool {
    private static let quote = MCPTool(
        "get_quote", "Last price",
        "The last known price of one instrument: the close of its newest closed bar, and when that was.",
        .listCandles, fixed: [("limit", 1), ("order", "desc")], required: ["instrument"],
        hidden: ["interval", "from", "to", "cursor"],
        form: Form(schema: MCPSchemas.record(quoteResource), shape: quote(of:)))

    private static let quoteResource = Resource(
        "Quote", "The last known price of an instrument.",
        [
            ResourceField("instrument", .instrument, "`venue:symbol`."),
            ResourceField("price", .decimal, "Close of the newest closed bar, quote currency."),
            ResourceField("at", .timestamp, "When that bar closed."),
            ResourceField("interval", .word(Interval.allCases.map(\.rawValue)), "Length of that bar."),
        ])

    private static func quote(of page: JSONValue) -> Result<JSONValue, Problem> {
        guard let bar = page.items("items").first, let instrument = bar.text("instrument"),
            let price = bar.text("close"), let openedAt = bar.integer("openedAt"),
            let interval = bar.text("interval").flatMap(Interval.init)
        else {
            return .failure(
                .notFound("No bar of this instrument has closed yet; list_instruments says which there are."))
        }
        let at = Timestamp(milliseconds: openedAt) + interval
        return .success([
            "instrument": .text(instrument), "price": .text(price), "at": .integer(at.milliseconds),
            "interval": .text(interval.rawValue),
        ])
    }
}
