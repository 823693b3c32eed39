public import Domain

extension OrderRequest {
    /// How much worse than estimated a price may become where a client does not say.
    private static let usualTolerance = Rate(basisPoints: 100)

    /// What a call of ``Route/previewOrder`` wants.
    ///
    /// - Throws: ``Problem`` where it names no amount or two, or a number beyond all accounting.
    public init(_ call: Call) throws(Problem) {
        let body = call.body
        let quantity: Quantity? = try Self.decimal("quantity", of: body)
        let notional: Notional? = try Self.decimal("notional", of: body)
        let amount: Amount
        switch (quantity, notional) {
        case (let quantity?, nil): amount = .quantity(quantity)
        case (nil, let notional?): amount = .notional(notional)
        case (nil, nil):
            throw .invalid([.init(["body", "quantity"], "is required, or notional instead", kind: "missing")])
        case (.some, .some):
            throw .invalid([
                .init(
                    ["body", "notional"], "cannot stand beside quantity; give one of them",
                    kind: "value_error")
            ])
        }
        let tolerance: Rate = try Self.decimal("tolerance", of: body) ?? Self.usualTolerance
        guard tolerance < Rate(whole: 1) else {
            throw .invalid([.init(["body", "tolerance"], "must be below 1", kind: "less_than")])
        }
        self.init(
            instrument: try call.instrument("instrument"),
            side: body.text("side").flatMap(Side.init) ?? .buy, amount: amount, tolerance: tolerance)
    }

    private static func decimal<Value: FixedPoint>(
        _ name: String, of body: JSONValue
    ) throws(Problem) -> Value? {
        guard let text = body.text(name) else { return nil }
        guard let value = Value(text) else {
            throw .invalid([
                .init(
                    ["body", name],
                    "must be a decimal with at most \(Value.scale) digits after the point, in range",
                    kind: "value_error")
            ])
        }
        return value
    }
}
