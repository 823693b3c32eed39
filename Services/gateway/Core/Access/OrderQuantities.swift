public import Domain

/// The greatest orders of a key, in each instrument's own units.
public enum OrderQuantities {
    /// The body's field of that name; empty where it is absent.
    static let name = "orderQuantities"

    /// What a call of ``Route/createKey`` wants.
    ///
    /// - Throws: ``Problem`` for an instrument that is named twice.
    public static func limits(in call: Call) throws(Problem) -> [InstrumentID: Quantity] {
        var limits: [InstrumentID: Quantity] = [:]
        for (index, item) in call.body.items(name).enumerated() {
            guard let instrument = item.text("instrument").flatMap({ InstrumentID($0) }),
                let quantity = item.text("quantity").flatMap({ Quantity($0) })
            else { continue }
            guard limits.updateValue(quantity, forKey: instrument) == nil else {
                throw .invalid([
                    .init(
                        ["body", name, String(index), "instrument"], "is named twice; give each one limit",
                        kind: "value_error", input: .text(instrument.description))
                ])
            }
        }
        return limits
    }

    /// The limits as documents tell them, in the instruments' order.
    public static func json(_ limits: [InstrumentID: Quantity]) -> JSONValue {
        .array(
            limits.sorted { $0.key < $1.key }.map {
                ["instrument": .text($0.key.description), "quantity": .text($0.value.description)]
            })
    }

    static let fields = [
        ResourceField("instrument", .instrument, "Of which instrument."),
        ResourceField(
            "quantity", .decimal, "Greatest quantity of one order, in units of the instrument's base asset.",
            limit: .amount(.notNegative), example: "0.5"),
    ]
}
