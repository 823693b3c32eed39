public import Domain

extension OrderRequest {
    /// How much worse than estimated a price may become where a client does not say.
    private static let usualTolerance = Rate(basisPoints: 100)

    /// What a call of ``Route/previewOrder`` wants.
    ///
    /// - Throws: ``Problem`` for a number beyond all accounting.
    public init(_ call: Call) throws(Problem) {
        let body = call.body
        let amount: Amount
        if body.text("unit") == "quote" {
            amount = .notional(try Self.decimal("quantity", of: body) ?? .zero)
        } else {
            amount = .quantity(try Self.decimal("quantity", of: body) ?? .zero)
        }
        let tolerance: Rate = try Self.decimal("tolerance", of: body) ?? Self.usualTolerance
        guard tolerance < Rate(whole: 1) else {
            throw .invalid([.init(["body", "tolerance"], "must be below 1", kind: "less_than")])
        }
        guard let side = body.text("side").flatMap(Side.init) else {
            throw .invalid([.init(["body", "side"], "is required", kind: "missing")])
        }
        self.init(
            instrument: try call.instrument("instrument"), side: side, amount: amount, tolerance: tolerance)
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
