import Domain
import Testing

@testable import ExecutorCore

@Suite struct `An order's life` {
    typealias Event = OrderStateMachine.Event

    static let events: [Event] = [
        .accept, .fill(Quantity(whole: 10)), .cancel(reason: "c"), .reject(reason: "j"), .refuse(reason: "f"),
    ]

    /// How to get a new order into each status.
    static let paths: [(Order.Status, [Event])] = [
        (.journalled, []), (.accepted, [.accept]), (.filled, [.accept, events[1]]), (.cancelled, [events[2]]),
        (.rejected, [events[3]]), (.refused, [events[4]]),
    ]

    /// What each event leads to; everything else is illegal.
    static let legal: [Order.Status: [Order.Status?]] = [
        .journalled: [.accepted, nil, .cancelled, .rejected, .refused],
        .accepted: [nil, .filled, .cancelled, .rejected, nil],
    ]

    private func machine(_ events: [Event] = []) throws -> OrderStateMachine {
        var machine = OrderStateMachine(
            clientOrderID: "q1", causeID: "d1", instrument: bitcoin, side: .buy,
            quantity: Quantity(whole: 10),
            reason: "", at: start(1))
        for event in events { try machine.apply(event, at: start(2)) }
        return machine
    }

    @Test(arguments: 0..<6, 0..<5)
    func `goes only along the legal transitions`(path: Int, event: Int) throws {
        let (status, events) = Self.paths[path]
        var machine = try machine(events)
        #expect(machine.order.status == status)
        let before = machine
        let next = Self.legal[status]?[event]
        if let next {
            try machine.apply(Self.events[event], at: start(3))
            #expect(machine.order.status == next)
            #expect(machine.order.updatedAt == start(3))
        } else {
            #expect(throws: OrderStateMachine.IllegalTransition(status: status, event: Self.events[event])) {
                try machine.apply(Self.events[event], at: start(3))
            }
            #expect(machine == before)
        }
    }

    @Test func `covers every status there is`() {
        #expect(Self.paths.map(\.0) == Order.Status.allCases)
        #expect(Self.legal.keys.allSatisfy { !$0.isFinal })
    }

    @Test func `adds up partial fills and never fills more than was ordered`() throws {
        var machine = try machine([.accept, .fill(Quantity(whole: 4))])
        #expect(machine.order.status == .accepted)
        #expect(machine.order.filledQuantity == Quantity(whole: 4))
        for quantity in [7, 0, -1] {
            #expect(throws: OrderStateMachine.IllegalTransition.self) {
                try machine.apply(.fill(Quantity(whole: quantity)), at: start(3))
            }
        }
        try machine.apply(.fill(Quantity(whole: 6)), at: start(3))
        #expect(machine.order.status == .filled)
        #expect(machine.order.filledQuantity == machine.order.quantity)
    }

    @Test func `keeps what was filled when the rest is cancelled`() throws {
        let order = try machine([.accept, .fill(Quantity(whole: 4)), .cancel(reason: "enough")]).order
        #expect(order.status == .cancelled)
        #expect(order.filledQuantity == Quantity(whole: 4))
        #expect(order.reason == "enough")
    }

    @Test func `never runs backwards in time`() throws {
        var machine = try machine()
        try machine.apply(.accept, at: start(0))
        #expect(machine.order.updatedAt == start(1))
    }
}

@Suite struct `The paper venue` {
    /// Ten basis points of fee, five of slippage.
    private let venue = PaperVenue(feeRate: Rate(basisPoints: 10), slippageRate: Rate(basisPoints: 5))

    private func execute(
        _ side: Side, _ quantity: Quantity, open: Price, tick: Price
    ) -> PaperVenue.Outcome {
        let order = Order(
            clientOrderID: "q1", causeID: "d1", instrument: bitcoin, side: side, quantity: quantity,
            filledQuantity: .zero, status: .accepted, reason: "", updatedAt: start(0))
        return venue.execute(order, quantity: quantity, open: open, tickSize: tick, at: start(1))
    }

    @Test(arguments: [
        (Side.buy, "100", "0.01", "100.05", "0.2001"), (.sell, "100", "0.01", "99.95", "0.1999"),
        (.buy, "101.01", "0.01", "101.07", "0.20214"), (.sell, "101.01", "0.01", "100.95", "0.2019"),
        (.buy, "0.00000001", "0.00000001", "0.00000001", "0.00000000002"),
        (.buy, "7", "5", "10", "0.02"), (.sell, "7", "5", "5", "0.01"),
    ])
    func `fills at the open, slipped and rounded against us`(
        side: Side, open: String, tick: String, price: String, fee: String
    ) throws {
        let outcome = execute(
            side, Quantity(whole: 2), open: try Price(parsing: open), tick: try Price(parsing: tick))
        guard case .filled(let fill) = outcome else { return #expect(Bool(false), "\(outcome)") }
        #expect(fill.price.description == price)
        #expect(fill.fee.description == fee)
    }

    @Test func `rejects where there is no price or value to account for`() {
        let limit = Price(units: Price.limit)
        for (side, quantity, open, tick, rule) in [
            (Side.sell, Quantity(whole: 1), Price(units: 1), Price(units: 2), RiskRules.Rule.price),
            (.buy, Quantity(whole: 1), limit, Price(units: 1), .price),
            (.buy, Quantity(whole: 1), Price(whole: 1), Price(units: .max), .price),
            (
                .buy, Quantity(units: Quantity.limit), Price(whole: 40_000_000_000), Price(units: 1),
                .arithmetic
            ),
        ] {
            guard case .rejected(let failure) = execute(side, quantity, open: open, tick: tick) else {
                #expect(Bool(false), "filled")
                continue
            }
            #expect(failure.rule == rule)
        }
    }
}
