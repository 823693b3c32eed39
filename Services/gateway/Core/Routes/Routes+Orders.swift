import Domain

extension Route {
    private static let side = ResourceField(
        "side", .word(Side.allCases.map(\.rawValue)), "`buy` or `sell`.")

    static let previewOrder = Route(
        .post, "/v1/orders/preview", "Preview an order: how it would be placed now, and whether it may be",
        group: .trading, access: .key(.paper),
        details:
            "Nothing is placed. Where the rules allow the order, the answer holds "
            + "a confirmation token, good once, for 60 seconds and for this very order.",
        body: [
            ResourceField("instrument", .instrument, "Which one, `venue:symbol`."), side,
            ResourceField(
                "quantity", .decimal, "How much; rounded down to the quantity step.",
                limit: .amount(.positive),
                example: "0.01"),
            ResourceField(
                "unit", .word(["base", "quote"]),
                "What quantity counts: `base`, the base asset (default), or `quote`, as much as it is worth in quote "
                    + "currency.", isRequired: false),
            ResourceField(
                "tolerance", .decimal,
                "By which share the price may become worse than estimated before the order is cancelled instead; 0.01 "
                    + "by default, below 1.", isRequired: false, limit: .amount(.belowOne), example: "0.01"),
        ], answer: .one(.orderPreview),
        refusals: [409: "There is no price for it yet."], repeats: .harmless)

    static let placeOrder = Route(
        .post, "/v1/orders", "Place an order that was previewed", group: .trading, access: .key(.paper),
        details:
            "On paper, at the next bar's open. The token decides what is placed; the other fields repeat it, so that "
            + "no token is used for an order it was not meant for.",
        body: [
            ResourceField(
                "confirmationToken", .text, "The preview's token.", limit: .length(1...128), isSecret: true,
                example: "0123456789abcdef0123456789abcdef"),
            ResourceField("instrument", .instrument, "As previewed."), side,
            ResourceField("quantity", .decimal, "As previewed.", limit: .amount(.positive)),
        ], answer: .one(.placedOrder),
        refusals: [
            202: "The executor has not answered yet; the order's name tells what becomes of it.",
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
