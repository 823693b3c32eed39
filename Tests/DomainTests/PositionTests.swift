import Domain
import TestSupport
import Testing

private let instrument = InstrumentID(venue: "sim", symbol: "BTCUSDT")

private func fill(
    _ side: Side, _ quantity: Quantity, at price: Price, fee: Notional = .zero, time: Int64 = 0
) -> Fill {
    Fill(
        id: "f", clientOrderID: "q", instrument: instrument, side: side, price: price, quantity: quantity,
        fee: fee,
        occurredAt: Timestamp(milliseconds: time))
}

/// A fill in whole units.
private func fill(_ side: Side, _ quantity: Int, at price: Int, fee: Int = 0, time: Int64 = 0) -> Fill {
    fill(side, Quantity(whole: quantity), at: Price(whole: price), fee: Notional(whole: fee), time: time)
}

@Suite struct `A position` {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let fills: [Fill]
        /// Quantity, cost, realized and fees after the last fill.
        let expected: [Int]
    }

    @Test(arguments: [
        Case(testDescription: "a purchase opens", fills: [fill(.buy, 2, at: 100)], expected: [2, 200, 0, 0]),
        Case(testDescription: "a sale opens", fills: [fill(.sell, 2, at: 100)], expected: [-2, -200, 0, 0]),
        Case(
            testDescription: "a second purchase averages",
            fills: [fill(.buy, 2, at: 100), fill(.buy, 1, at: 130)],
            expected: [3, 330, 0, 0]),
        Case(
            testDescription: "a part is closed at average cost",
            fills: [fill(.buy, 2, at: 100), fill(.buy, 2, at: 120), fill(.sell, 1, at: 150)],
            expected: [3, 330, 40, 0]),
        Case(
            testDescription: "a part of a short is bought back",
            fills: [fill(.sell, 4, at: 100), fill(.buy, 1, at: 70)], expected: [-3, -300, 30, 0]),
        Case(
            testDescription: "a short loses when the price rises",
            fills: [fill(.sell, 4, at: 100), fill(.buy, 4, at: 110)], expected: [0, 0, -40, 0]),
        Case(
            testDescription: "a sale beyond the position turns it round",
            fills: [fill(.buy, 2, at: 100), fill(.sell, 5, at: 110)], expected: [-3, -330, 20, 0]),
        Case(
            testDescription: "a purchase beyond the short turns it round",
            fills: [fill(.sell, 2, at: 100), fill(.buy, 5, at: 90)], expected: [3, 270, 20, 0]),
        Case(
            testDescription: "fees add up apart from the profit",
            fills: [fill(.buy, 2, at: 100, fee: 3), fill(.sell, 2, at: 90, fee: 4)], expected: [0, 0, -20, 7]),
        Case(
            testDescription: "a rebate lowers the fees", fills: [fill(.buy, 1, at: 100, fee: -2)],
            expected: [1, 100, 0, -2]),
    ])
    func `is a fold over its fills`(item: Case) throws {
        var position = Position(instrument: instrument)
        for fill in item.fills { try position.apply(fill) }
        #expect(position.quantity == Quantity(whole: item.expected[0]))
        #expect(position.cost == Notional(whole: item.expected[1]))
        #expect(position.realized == Notional(whole: item.expected[2]))
        #expect(position.fees == Notional(whole: item.expected[3]))
    }

    @Test func `rounds the released cost towards zero and still ends at nothing`() throws {
        for (open, close) in [(Side.buy, Side.sell), (.sell, .buy)] {
            var position = Position(instrument: instrument)
            // Ten units of cost for three units of quantity.
            try position.apply(fill(open, Quantity(units: 1), at: Price(units: 4)))
            try position.apply(fill(open, Quantity(units: 2), at: Price(units: 3)))
            var costs: [Int128] = []
            for _ in 0..<3 {
                try position.apply(fill(close, Quantity(units: 1), at: Price(units: 5)))
                costs.append(position.cost.units)
            }
            let sign: Int128 = open == .buy ? 1 : -1
            #expect(costs == [7 * sign, 4 * sign, 0])
            #expect(position.realized.units == 5 * sign)
        }
    }

    @Test func `values what is open at the mark`() throws {
        var position = Position(instrument: instrument)
        #expect(position.averagePrice == nil)
        try position.apply(fill(.sell, 2, at: 100, fee: 1, time: 7))
        try position.apply(fill(.buy, 1, at: 80, fee: 1, time: 5))
        #expect(position.averagePrice == Price(whole: 100))
        #expect(try position.unrealized(at: Price(whole: 90)) == Notional(whole: 10))
        #expect(try position.profit(at: Price(whole: 90)) == Notional(whole: 28))
        #expect(position.updatedAt == Timestamp(milliseconds: 7), "time never runs backwards")
    }

    /// What was paid and received, counted without any notion of cost.
    @Test(arguments: seeds)
    func `earns exactly what came in less what went out`(seed: UInt64) throws {
        print("seed \(seed)")
        var generator = SeededGenerator(seed: seed)
        for round in 0..<200 {
            var position = Position(instrument: instrument)
            var cash: Int128 = 0
            var held: Int128 = 0
            // Every third round is so large that a share of the cost needs 256 bits.
            let (prices, quantities): (ClosedRange<Int64>, ClosedRange<Int128>) =
                round % 3 == 0
                ? (1...400_000_000_000_000_000, 1...100_000_000_000_000_000)
                : (1...10_000_000_000_000, 1...(round % 3 == 1 ? 5 : 1_000_000_000_000))
            for _ in 0..<40 {
                let price = Price(units: .random(in: prices, using: &generator))
                let isClosing = held != 0 && Int.random(in: 0..<5, using: &generator) == 0
                let side: Side =
                    isClosing ? (held > 0 ? .sell : .buy) : (Bool.random(using: &generator) ? .buy : .sell)
                let quantity =
                    isClosing ? Int128(held.magnitude) : Int128.random(in: quantities, using: &generator)
                let fee = Int128.random(in: 0...1_000_000, using: &generator)
                try position.apply(
                    fill(side, Quantity(units: quantity), at: price, fee: Notional(units: fee)))
                let signed = side == .buy ? quantity : -quantity
                held += signed
                cash -= signed * Int128(price.units) + fee
                #expect(position.quantity.units == held)
                #expect(try position.profit(at: price).units == cash + held * Int128(price.units))
                #expect(held != 0 || position.cost == .zero)
                #expect(position.cost.units.signum() == held.signum() || position.cost == .zero)
            }
        }
    }

    @Test(arguments: seeds)
    func `keeps its average price when a part closes`(seed: UInt64) throws {
        print("seed \(seed)")
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<500 {
            let quantity = Int128.random(in: 2...100_000_000_000_000_000, using: &generator)
            let part = Int128.random(in: 1..<quantity, using: &generator)
            let price = Price(units: .random(in: 1...400_000_000_000_000_000, using: &generator))
            let side: Side = Bool.random(using: &generator) ? .buy : .sell
            var position = Position(instrument: instrument)
            try position.apply(fill(side, Quantity(units: quantity), at: price))
            try position.apply(fill(side.opposite, Quantity(units: part), at: Price(units: 1)))
            // Bought at one price, every unit of cost divides evenly: nothing may be lost to rounding.
            #expect(position.averagePrice == price)
            #expect(position.cost.units.magnitude == UInt128((quantity - part) * Int128(price.units)))
        }
    }

    @Test func `stays as it was when a fill is beyond 128 bits`() throws {
        let huge = Quantity(units: Quantity.limit)
        var position = Position(
            instrument: instrument, quantity: Quantity(units: -1), cost: Notional(units: -1),
            realized: Notional(units: .max), fees: Notional(units: .max), updatedAt: .distantPast)
        let before = position
        let price = Price(units: Price.limit)
        // The product, the sum of the fees, the sum of the profits, and a turn whose second half is too large.
        for fill in [
            fill(.sell, huge, at: price), fill(.sell, Quantity(units: 1), at: price, fee: Notional(units: 1)),
            fill(.buy, Quantity(units: 1), at: .zero), fill(.buy, huge, at: price),
        ] {
            #expect(throws: MoneyOverflow.self) { try position.apply(fill) }
            #expect(position == before)
        }
        #expect(throws: MoneyOverflow.self) {
            try Position(
                instrument: instrument, quantity: Quantity(whole: 1), cost: Notional(units: .min),
                realized: .zero, fees: .zero, updatedAt: .distantPast
            ).unrealized(at: price)
        }
    }
}
