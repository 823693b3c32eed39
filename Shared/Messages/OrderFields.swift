import Domain

extension OrderRequest {
    /// Reads the fields of a `preview-order`.
    init(from reader: inout FieldReader) throws(DecodingFailure) {
        let amount: Amount
        // By presence: a request says its quantity or its value, never both.
        if reader.find("quantity") != nil {
            amount = .quantity(try reader.positive("quantity"))
        } else {
            amount = .notional(try reader.positive("notional"))
        }
        let tolerance: Rate = try reader.decimal("tolerance")
        guard tolerance >= .zero, tolerance < Rate(whole: 1) else {
            throw .invalid(field: "tolerance", text: tolerance.description)
        }
        self.init(
            instrument: try reader.instrument("key"), side: try reader.word("side"), amount: amount,
            tolerance: tolerance)
    }
}

extension PlannedOrder {
    /// Reads the fields of a `place-order`.
    init(from reader: inout FieldReader) throws(DecodingFailure) {
        self.init(
            instrument: try reader.instrument("key"), side: try reader.word("side"),
            quantity: try reader.positive("quantity"), worstPrice: try reader.positive("worstPrice"))
    }
}

extension FieldReader {
    /// A fixed-point number above nothing.
    fileprivate mutating func positive<Value: FixedPoint>(_ name: String) throws(DecodingFailure) -> Value {
        let value: Value = try decimal(name)
        guard value.isPositive else { throw .invalid(field: name, text: value.description) }
        return value
    }
}
