import Domain
import GatewayCore
import Testing

@Suite struct `A ticket for an order` {
    private static let instrument = InstrumentID(venue: "sim", symbol: "BTCUSD")
    private let ticket = OrderTicket(
        commandID: "order/1",
        order: PlannedOrder(
            instrument: Self.instrument, side: .buy, quantity: Quantity(whole: 2),
            worstPrice: Price(whole: 101)),
        notional: Notional(whole: 200))

    private func call(
        quantity: String = "2", side: String = "buy", instrument: String = "sim:BTCUSD",
        key: String = "k1", limits: Caller.Limits = .none
    ) throws -> Call {
        try Call(
            .placeOrder,
            arguments: [
                "confirmationToken": "t", "instrument": .text(instrument), "side": .text(side),
                "quantity": .text(quantity), "idempotencyKey": .text(key),
            ], caller: Caller(keyID: "key", label: "test", scope: .paper, limits: limits), requestID: "r")
    }

    private func kind(
        of call: Call, usedBy: String? = nil, isExpired: Bool = false, spent: Int = 0
    ) -> String? {
        do throws(Problem) {
            try ticket.check(
                call,
                .init(usedBy: usedBy, isExpired: isExpired, spentToday: Notional(whole: spent)))
            return nil
        } catch {
            return error.kind
        }
    }

    @Test func `places the order it was made for, however the quantity is written`() throws {
        #expect(kind(of: try call()) == nil)
        #expect(kind(of: try call(quantity: "2.00")) == nil)
        #expect(ticket.clientOrderID == Order.clientOrderID(of: "command/order/1"))
    }

    @Test func `places no other`() throws {
        #expect(kind(of: try call(quantity: "2.1")) == "confirmation-mismatch")
        #expect(kind(of: try call(side: "sell")) == "confirmation-mismatch")
        #expect(kind(of: try call(instrument: "sim:ETHUSD")) == "confirmation-mismatch")
    }

    @Test func `is good once and for its time, but for a repeat of the very request`() throws {
        #expect(kind(of: try call(), isExpired: true) == "confirmation-expired")
        #expect(kind(of: try call(), usedBy: "other") == "confirmation-used")
        #expect(kind(of: try call(), usedBy: "k1", isExpired: true) == nil)
    }

    private func refusal(under limits: Caller.Limits, spent: Int = 0) -> Problem? {
        do throws(Problem) {
            try ticket.checkLimits(limits, spentToday: Notional(whole: spent))
            return nil
        } catch {
            return error
        }
    }

    @Test func `keeps to the quantity that the key may order of its instrument`() throws {
        let other = InstrumentID(venue: "sim", symbol: "ETHUSD")
        #expect(refusal(under: Caller.Limits(orderQuantities: [Self.instrument: Quantity(whole: 2)])) == nil)
        #expect(refusal(under: Caller.Limits(orderQuantities: [other: .zero])) == nil)
        let less = try Quantity(parsing: "1.99999999")
        let limits = Caller.Limits(orderQuantities: [Self.instrument: less, other: Quantity(whole: 9)])
        #expect(kind(of: try call(limits: limits)) == "key-limit")
        // Also where the key was narrowed after the order was previewed, but not for a repeat of what was placed.
        #expect(kind(of: try call(limits: limits), usedBy: "k1") == nil)
    }

    @Test func `names the limit of the key and the value that is beyond it`() throws {
        for (limits, name, most, value) in [
            (
                Caller.Limits(orderQuantities: [Self.instrument: Quantity(whole: 1)]), "orderQuantities", "1",
                "2"
            ),
            (Caller.Limits(orderNotional: Notional(whole: 199)), "orderNotional", "199", "200"),
            (Caller.Limits(dailyNotional: Notional(whole: 250)), "dailyNotional", "250", "200"),
        ] {
            let problem = try #require(refusal(under: limits, spent: 100))
            #expect(problem.status == 403 && problem.kind == "key-limit")
            #expect(problem.detail.contains(most) && problem.detail.contains(value))
            #expect(
                problem.faults.first?.context == [
                    "limit": .text(name), "le": .text(most), "value": .text(value),
                ])
        }
    }

    @Test(
        arguments: [
            (200, nil, 0, nil), (199, nil, 0, "key-limit"), (nil, 500, 300, nil),
            (nil, 500, 301, "key-limit"),
            (nil, 199, 0, "key-limit"),
        ] as [(Int?, Int?, Int, String?)])
    func `keeps to what the key may use up`(order: Int?, day: Int?, spent: Int, expected: String?) throws {
        let limits = Caller.Limits(
            orderNotional: order.map { Notional(whole: $0) }, dailyNotional: day.map { Notional(whole: $0) })
        #expect(kind(of: try call(limits: limits), spent: spent) == expected)
    }
}

@Suite struct `A wish for an order` {
    private func request(_ further: [(String, JSONValue)]) throws(Problem) -> OrderRequest {
        try OrderRequest(
            Call(
                .previewOrder,
                arguments: .object([("instrument", "sim:BTCUSD"), ("side", "sell")] + further),
                caller: Caller(keyID: "key", label: "test", scope: .paper), requestID: "r"))
    }

    @Test func `names a quantity or a value`() throws {
        let request = try request([("quantity", "0.5")])
        #expect(request.amount == .quantity(try Quantity(parsing: "0.5")))
        #expect(request.side == .sell && request.tolerance == Rate(basisPoints: 100))
        let value = try self.request([("quantity", "100"), ("unit", "quote")])
        #expect(value.amount == .notional(Notional(whole: 100)))
        #expect(
            try self.request([("quantity", "1"), ("unit", "base")]).amount == .quantity(Quantity(whole: 1)))
    }

    @Test func `that makes no sense is refused with the place`() {
        for (fields, place): ([(String, JSONValue)], [String]) in [
            ([], ["body", "quantity"]), ([("quantity", "0")], ["body", "quantity"]),
            ([("quantity", "1"), ("unit", "lots")], ["body", "unit"]),
            ([("quantity", "1"), ("tolerance", "1")], ["body", "tolerance"]),
            ([("quantity", 1)], ["body", "quantity"]),
        ] {
            do {
                _ = try request(fields)
                #expect(Bool(false), "\(place) was accepted")
            } catch {
                #expect(error.status == 422)
                #expect(error.faults.map(\.location) == [place])
            }
        }
    }
}
