import Domain

extension Resource {
    private static let terms: [ResourceField] = [
        ResourceField("instrument", .instrument, "`venue:symbol`."),
        ResourceField("side", .word(Side.allCases.map(\.rawValue)), "Buy or sell."),
        ResourceField("quantity", .decimal, "Base asset, rounded down to the quantity step."),
        ResourceField(
            "worstPrice", .decimal,
            "A buy fills at no higher price and a sell at no lower one; where that cannot be, the order is cancelled."
        ),
    ]

    /// An order as it would be placed.
    public static let orderPreview = Resource(
        "OrderPreview", "An order as it would be placed now, and what the risk rules say to it.",
        terms + [
            ResourceField("price", .decimal, "Estimate: the last close, slipped and rounded to the tick."),
            ResourceField("notional", .decimal, "Quantity times price, quote currency."),
            ResourceField("fee", .decimal, "Estimate, quote currency."),
            ResourceField("reference", .decimal, "Close of the last bar."),
            ResourceField("referenceAt", .timestamp, "When that bar closed."),
            ResourceField("heldBefore", .decimal, "Held before it, signed, with all orders that wait."),
            ResourceField("heldAfter", .decimal, "Held after it, signed."),
            ResourceField("isAllowed", .boolean, "Whether it would be placed."),
            ResourceField(
                "failedRule", .text, "The first rule that says no; null where none does.", isNullable: true,
                example: "position_notional"),
            ResourceField(
                "failure", .text, "That rule's numbers; null where none says no.", isNullable: true,
                example: "60000, at most 50000"),
            ResourceField(
                "confirmationToken", .text,
                "Places exactly this order, once, for this key; null for an order that is not allowed.",
                isNullable: true, example: "0123456789abcdef0123456789abcdef"),
            ResourceField(
                "expiresAt", .timestamp, "Until when the token is good; null without one.", isNullable: true),
            ResourceField(
                "clientOrderID", .text, "The order's name once it is placed; null without a token.",
                isNullable: true, example: "q0123456789abcdef0123456789abcdef"),
        ])

    /// An order that was placed.
    public static let placedOrder = Resource(
        "PlacedOrder", "An order that was handed to the executor.",
        [
            ResourceField(
                "clientOrderID", .text, "The order's name.", example: "q0123456789abcdef0123456789abcdef")
        ] + terms + [
            ResourceField(
                "status", .word(["journalled", "pending"]),
                "`journalled`: it fills at the next bar's open; `pending`: it is on its way to the executor."
            ),
            ResourceField("detail", .text, "What the executor says."),
        ])

    /// An order that was taken back.
    public static let cancelledOrder = Resource(
        "CancelledOrder", "An order that was taken back.",
        [
            ResourceField(
                "clientOrderID", .text, "The order's name.", example: "q0123456789abcdef0123456789abcdef"),
            ResourceField(
                "status", .word(["cancelled", "pending"]), "`pending`: the executor has not answered yet."),
            ResourceField("detail", .text, "What the executor says."),
        ])
}
