import Domain
import Testing

@Suite struct `An order's estimate` {
    private let instrument = InstrumentID(venue: "sim", symbol: "BTCUSD")

    private func estimate(
        _ side: Side, _ amount: OrderRequest.Amount, at reference: Int = 100, tolerance: Int64 = 100
    ) throws -> OrderEstimate? {
        try OrderEstimate(
            OrderRequest(
                instrument: instrument, side: side, amount: amount, tolerance: Rate(basisPoints: tolerance)),
            reference: Price(whole: reference), slippage: Rate(basisPoints: 10),
            rules: InstrumentSpecification(
                instrument: instrument, baseAsset: "BTC", quoteAsset: "USD",
                tickSize: try Price(parsing: "0.5"), lotSize: try Quantity(parsing: "0.01"),
                minimumNotional: .zero))
    }

    @Test func `slips and rounds against whoever trades, and rounds the quantity down to a lot`() throws {
        let buy = try #require(try estimate(.buy, .quantity(try Quantity(parsing: "1.239"))))
        #expect(try buy.price == Price(parsing: "100.5"))
        #expect(try buy.order.worstPrice == Price(parsing: "101.5"))
        #expect(try buy.order.quantity == Quantity(parsing: "1.23"))
        #expect(try buy.notional == Notional(parsing: "123.615"))
        let sell = try #require(try estimate(.sell, .quantity(Quantity(whole: 1))))
        #expect(try sell.price == Price(parsing: "99.5"))
        #expect(try sell.order.worstPrice == Price(parsing: "99"))
    }

    @Test func `buys for a value as much as that is worth at the estimated price`() throws {
        let estimate = try #require(try estimate(.buy, .notional(Notional(whole: 1000))))
        #expect(try estimate.order.quantity > Quantity(parsing: "9.94"))
        #expect(try estimate.order.quantity <= Quantity(parsing: "9.96"))
        #expect(estimate.notional <= Notional(whole: 1000))
    }

    @Test func `is none where no price is left, and fails for what nobody can account for`() throws {
        #expect(try estimate(.buy, .quantity(Quantity(whole: 1)), at: 0) == nil)
        #expect(throws: MoneyOverflow.self) {
            try estimate(.buy, .quantity(Quantity(units: Quantity.limit + 1)))
        }
    }
}
