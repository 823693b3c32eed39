import Domain
import FoundationEssentials
import Testing

@Suite struct `An order` {
    @Test(arguments: zip(Order.Status.allCases, [false, false, true, true, true, true]))
    func `is final once nothing can happen to it`(status: Order.Status, isFinal: Bool) {
        #expect(status.isFinal == isFinal)
    }

    @Test func `keeps every field when it is stored`() throws {
        let order = Order(
            clientOrderID: "q1", causeID: "decision/sim:BTCUSDT/30m/0",
            instrument: InstrumentID(venue: "sim", symbol: "BTCUSDT"), side: .sell,
            quantity: Quantity(units: .max),
            filledQuantity: Quantity(units: 1), status: .cancelled, reason: "expired: 2, until 1",
            updatedAt: .distantPast)
        // In-process amounts may be larger than text may denote; those of an order never are.
        #expect(throws: DecimalError.self) {
            try JSONDecoder().decode(Order.self, from: JSONEncoder().encode(order))
        }
        let sized = Order(
            clientOrderID: order.clientOrderID, causeID: order.causeID, instrument: order.instrument,
            side: order.side, quantity: Quantity(units: Quantity.limit), filledQuantity: order.filledQuantity,
            status: order.status, reason: order.reason, updatedAt: order.updatedAt)
        #expect(try JSONDecoder().decode(Order.self, from: JSONEncoder().encode(sized)) == sized)
    }
}
