import Domain
import Testing

@testable import ExecutorCore

@Suite struct `Risk rules` {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var side = Side.buy
        var closing = 0
        var opening = 0
        var position = 0
        var equity = 1000
        var minimum = 10
        var isKilled = false
        var allowsShort = true
        /// The rule and its numbers; nil where the order is approved.
        var failure: String?
    }

    /// The price is 10, one order may be worth 500, a position 300, a lot is 2.
    @Test(arguments: [
        Case(testDescription: "an ordinary order is approved", opening: 10),
        Case(testDescription: "the position limit itself is approved", opening: 30),
        Case(
            testDescription: "beyond the position limit", opening: 32,
            failure: "position_notional: 320, at most 300"),
        Case(
            testDescription: "the limit counts what is left over", opening: 30, position: 1,
            failure: "position_notional: 310, at most 300"),
        Case(
            testDescription: "beyond the order limit", side: .sell, closing: 28, opening: 28, position: 28,
            failure: "order_notional: 560, at most 500"),
        Case(testDescription: "a turn within both", side: .sell, closing: 20, opening: 20, position: 20),
        Case(testDescription: "closing knows no limit of ours", side: .sell, closing: 90, position: 90),
        Case(
            testDescription: "but the venue's smallest value", side: .sell, closing: 2, position: 2,
            minimum: 30,
            failure: "minimum_notional: 20, at least 30"),
        Case(
            testDescription: "below the smallest value", opening: 2, minimum: 30,
            failure: "minimum_notional: 20, at least 30"),
        Case(testDescription: "less than a lot", opening: 0, failure: "lot_size: less than one lot of 2"),
        Case(testDescription: "twice long", opening: 2, position: 2, failure: "already_positioned: 2 held"),
        Case(
            testDescription: "twice short", side: .sell, opening: 2, position: -2,
            failure: "already_positioned: -2 held"),
        Case(testDescription: "less than a lot is no position", opening: 2, position: 1),
        Case(
            testDescription: "a short that is not allowed", side: .sell, opening: 2, allowsShort: false,
            failure: "short_selling: not allowed, 0 held"),
        Case(
            testDescription: "closing a long is no short", side: .sell, closing: 2, position: 2,
            allowsShort: false),
        Case(testDescription: "nothing left", opening: 0, equity: 0, failure: "equity: 0, above 0 needed"),
        Case(testDescription: "closing with nothing left", closing: 4, position: -4, equity: -5),
        Case(
            testDescription: "the kill switch comes first", opening: 0, position: 2, equity: 0,
            isKilled: true,
            failure: "kill_switch: drill"),
        Case(
            testDescription: "the kill switch stops a turn", closing: 2, opening: 2, position: -2,
            isKilled: true,
            failure: "kill_switch: drill"),
        Case(
            testDescription: "the kill switch lets a closing pass", closing: 2, position: -2, isKilled: true),
    ])
    func `approve an intent or name the first that says no`(item: Case) {
        let failure = RiskRules.firstFailure(
            OrderIntent(
                side: item.side, closing: Quantity(whole: item.closing),
                opening: Quantity(whole: item.opening)),
            RiskRules.Portfolio(
                position: Quantity(whole: item.position), equity: Notional(whole: item.equity),
                reference: Price(whole: 10),
                specification: InstrumentSpecification(
                    instrument: bitcoin, baseAsset: "BTC", quoteAsset: "USDT", tickSize: Price(whole: 1),
                    lotSize: Quantity(whole: 2), minimumNotional: Notional(whole: item.minimum)),
                killedBecause: item.isKilled ? "drill" : nil),
            RiskRules.Limits(
                allowsShort: item.allowsShort, maximumOrderNotional: Notional(whole: 500),
                maximumPositionNotional: Notional(whole: 300)))
        #expect(failure?.description == item.failure)
    }

    @Test func `refuse a value beyond 128 bits instead of trapping`() {
        let failure = RiskRules.firstFailure(
            OrderIntent(side: .buy, closing: .zero, opening: Quantity(units: Quantity.limit)),
            RiskRules.Portfolio(
                position: .zero, equity: Notional(whole: 1), reference: Price(units: Price.limit),
                specification: ExecutorSettings().defaultSpecification(of: bitcoin), killedBecause: nil),
            RiskRules.Limits(ExecutorSettings()))
        #expect(failure?.rule == .arithmetic)
    }
}

@Suite struct `The size of a position` {
    @Test(arguments: [
        ("1000", "0.1", "50", "0.001", "2"), ("1000", "0.1", "30", "0.001", "3.333"),
        ("1000", "0.1", "30", "1", "3"), ("1000", "1", "0.00000003", "1", "33333333333"),
        ("9.99", "1", "10", "1", "0"), ("0", "1", "10", "1", "0"), ("-5", "1", "10", "1", "0"),
    ])
    func `is a fixed fraction of the equity in whole lots`(
        equity: String, fraction: String, price: String, lot: String, expected: String
    ) throws {
        let quantity = try Sizing.quantity(
            equity: try Notional(parsing: equity), fraction: try Rate(parsing: fraction),
            price: try Price(parsing: price), lotSize: try Quantity(parsing: lot))
        #expect(quantity.description == expected)
    }

    @Test func `refuses a quantity that no message can carry`() {
        #expect(throws: MoneyOverflow.self) {
            try Sizing.quantity(
                equity: Notional(whole: 1_000_000_000_000), fraction: Rate(whole: 1), price: Price(units: 1),
                lotSize: Quantity(units: 1))
        }
    }
}

@Suite struct `An order's intent` {
    @Test(arguments: [
        (Side.buy, 0, true, 0, 5), (.sell, 0, true, 0, 5), (.sell, 0, false, 0, 5), (.buy, 3, true, 0, 5),
        (.sell, 3, true, 3, 5), (.sell, 3, false, 3, 0), (.buy, -3, true, 3, 5), (.buy, -3, false, 3, 5),
        (.sell, -3, true, 0, 5),
    ])
    func `closes what it is against and opens the rest`(
        side: Side, held: Int, allowsShort: Bool, closing: Int, opening: Int
    ) {
        let intent = OrderIntent(
            side: side, held: Quantity(whole: held), size: Quantity(whole: 5), allowsShort: allowsShort)
        #expect(
            intent
                == OrderIntent(
                    side: side, closing: Quantity(whole: closing), opening: Quantity(whole: opening)))
        #expect(intent.opens == (opening > 0))
        #expect(!intent.closingOnly.opens || closing == 0)
    }
}
