import Domain

extension Route {
    /// What an order is, whether it is previewed or placed.
    private static let terms = [
        ResourceField("instrument", .instrument, "Which one, `venue:symbol`."),
        ResourceField("side", .word(Side.allCases.map(\.rawValue)), "`buy` or `sell`."),
        ResourceField(
            "quantity", .decimal, "How much; rounded down to the quantity step.", limit: .amount(.positive),
            example: "0.01"),
        ResourceField(
            "unit", .word(["base", "quote"]),
            "What quantity counts: `base`, the base asset (default), or `quote`, as much as it is worth in quote "
                + "currency.", isRequired: false),
        ResourceField(
            "tolerance", .decimal,
            "By which share the price may become worse than estimated before the order is cancelled instead; 0.01 "
                + "by default, below 1.", isRequired: false, limit: .amount(.belowOne), example: "0.01"),
    ]

    static let previewOrder = Route(
        .post, "/v1/orders/preview", "Preview an order: how it would be placed now, and whether it may be",
        group: .trading, access: .key(.paper),
        details:
            "Nothing is placed. Where the rules allow the order, the answer holds "
            + "a confirmation token, good once, for 60 seconds and for this very order.",
        body: terms, answer: .one(.orderPreview),
        refusals: [409: "There is no price for it yet."], repeats: .harmless)

    static let placeOrder = Route(
        .post, "/v1/orders", "Place an order", group: .trading, access: .key(.paper),
        details:
            "On paper, at the next bar's open. Without a token the order is judged by the key's limits at the last close "
            + "and handed to the executor, and answered with 202 as soon as it cannot get lost any more; GET /v1/orders "
            + "and the events tell what the executor makes of it. With the token of a preview that very order is placed, "
            + "and the answer is the executor's: the other fields repeat the preview, so that no token is used for an "
            + "order it was not meant for.",
        body: [
            ResourceField(
                "confirmationToken", .text, "The preview's token; may be left out.", isRequired: false,
                limit: .length(1...128), isSecret: true, example: "0123456789abcdef0123456789abcdef")
        ] + terms, answer: .one(.placedOrder),
        refusals: [
            202: "The order is on its way to the executor; its name tells what becomes of it.",
            409:
                "The token is used, expired, of another order or of another key; or the idempotency key stands for another request.",
            422: "A value cannot be used, or a risk rule says no; errors names the rule.",
        ], repeats: .keyRequired)

    static let cancelOrder = Route(
        .delete, "/v1/orders/{clientOrderID}", "Take back an order that is not filled yet", group: .trading,
        access: .key(.paper),
        details:
            "Only while it waits for the next bar's open; a filled order is undone by an order of the other side.",
        parameters: [
            Parameter("clientOrderID", in: .path, .name(1...64), "The order's name.", isRequired: true)
        ], answer: .one(.cancelledOrder),
        refusals: [
            202: "The executor has not answered yet.", 404: "There is no such order.",
            409: "It does not wait any more: it is filled, cancelled or refused.",
        ])
}
