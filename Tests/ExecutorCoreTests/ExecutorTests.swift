import Domain
import ExecutorCore
import Messages
import Pipeline
import Testing

@Suite struct `The executor` {
    @Test func `journals an order with the decision and fills it at the next bar's open, against us`() throws
    {
        var core = executor(settings(capital: 100_000, risk: 1000, fee: 10, slippage: 5))
        #expect(try core.tell(listing(tick: "0.01", lot: "0.001"), bar(0, 90, 100)).isEmpty)
        #expect(try core.tell(decision(0, .long)) == ["journalled buy 100"])
        #expect(
            try core.tell(bar(1, 102, 120)) == [
                "accepted buy 100", "fill buy 100 at 102.06 fee 10.206", "filled buy 100",
                "position 100 realized 0",
            ])
        #expect(
            try core.tell(decision(1, .flat), bar(2, 120, 110), decision(2, .short)) == [
                "journalled sell 191.621"
            ])
        #expect(
            try core.tell(bar(3, 110, 110)) == [
                "accepted sell 191.621", "fill sell 191.621 at 109.94 fee 21.06681274", "filled sell 191.621",
                "position -91.621 realized 788",
            ])
    }

    @Test func `tells when, for what and in whose name`() throws {
        var core = executor()
        var items = try core.take([bar(0, 100, 100), decision(0, .long)])
        items += try core.take([bar(1, 100, 100)])
        let orders = items.compactMap { item in
            if case .orderChanged(let body) = item.body { body.order } else { nil }
        }
        #expect(items.allSatisfy { $0.stream == .orders })
        #expect(orders.map(\.updatedAt) == [start(1), start(1), start(1)])
        #expect(Set(orders.map(\.causeID)) == ["decision/sim:BTCUSDT/30m/0"])
        let identifier = "q" + StableHash.hexadecimal(StableHash.fnv128("decision/sim:BTCUSDT/30m/0"))
        #expect(Set(orders.map(\.clientOrderID)) == [identifier])
        #expect(identifier.utf8.count == 33)
        #expect(Set(items.map(\.body.content.id)).count == items.count)
        guard case .fillRecorded(let body) = items[2].body else { return #expect(Bool(false), "no fill") }
        #expect(body.fill.id == identifier + "-1")
        #expect(body.fill.occurredAt == start(1))
    }

    @Test func `closes on the opposite decision, and turns round only where shorts are allowed`() throws {
        for (allowsShort, expected) in [(true, "journalled sell 20"), (false, "journalled sell 10")] {
            var core = executor(settings(allowsShort: allowsShort))
            _ = try core.tell(bar(0, 100, 100), decision(0, .long), bar(1, 100, 100))
            #expect(try core.tell(decision(1, .short)) == [expected])
        }
    }

    @Test func `refuses what a rule forbids and says which`() throws {
        var core = executor(settings(allowsShort: false))
        _ = try core.tell(bar(0, 100, 100))
        #expect(try core.tell(decision(0, .short)) == ["refused sell 10 short_selling: not allowed, 0 held"])
        _ = try core.tell(bar(1, 100, 100), decision(1, .long), bar(2, 100, 100))
        #expect(try core.tell(decision(2, .long)) == ["refused buy 10 already_positioned: 10 held"])
        #expect(try core.tell(bar(3, 100, 100)).isEmpty, "a refused order never fills")
    }

    @Test func `reduces a turn to a closing where the new side is refused`() throws {
        var core = executor(settings(maximumOrder: 1500))
        _ = try core.tell(bar(0, 100, 100), decision(0, .long), bar(1, 100, 100))
        #expect(
            try core.tell(decision(1, .short)) == [
                "journalled sell 10 reduced to closing by order_notional: 2000, at most 1500"
            ])
        #expect(try core.tell(bar(2, 110, 110)).last == "position 0 realized 100")
    }

    @Test func `cancels an order whose decision has expired by the next bar`() throws {
        for (next, expected) in [
            (3, "accepted buy 10"), (4, "cancelled buy 10 expired: 7200000, until 5400000"),
        ] {
            var core = executor()
            _ = try core.tell(bar(0, 100, 100), decision(0, .long))
            #expect(try core.tell(bar(next, 100, 100)).first == expected)
        }
    }

    @Test func `rejects what the paper venue has no price for`() throws {
        var core = executor()
        _ = try core.tell(listing(tick: "50", lot: "0.1"), bar(0, 100, 100), decision(0, .short))
        #expect(try core.tell(bar(1, 40, 40)) == ["rejected sell 10 price: none near 40 in ticks of 50"])
        #expect(try core.tell(decision(1, .long)) == ["journalled buy 25"], "and goes on")
    }

    @Test func `sizes by what the sleeve is worth now`() throws {
        var core = executor()
        _ = try core.tell(bar(0, 100, 100), decision(0, .long), bar(1, 100, 200))
        #expect(try core.tell(decision(1, .short)) == ["journalled sell 20"])
        _ = try core.tell(bar(2, 200, 500), decision(2, .flat))
        // Short 10 from 200: at 500 the thousand earned and two thousand more are gone.
        #expect(
            try core.tell(bar(3, 500, 500), decision(3, .long)) == [
                "journalled buy 10"
            ], "with no equity left it can still close")
        #expect(try core.tell(bar(4, 500, 500)).last == "position 0 realized -2000")
        #expect(try core.tell(decision(4, .long)) == ["refused buy 0 equity: -1000, above 0 needed"])
    }

    @Test func `passes over other intervals, gaps and flat decisions`() throws {
        let hourly = ExecutorSettings(intervals: [ether: .oneHour])
        var core = Executor(shard: Shard(0), settings: hourly)
        let gap = Message(
            .gapConfirmed(
                GapConfirmed(instrument: bitcoin, interval: .thirtyMinutes, from: start(1), until: start(2))))
        #expect(
            try core.tell(
                bar(0, 100, 100, of: bitcoin, .oneHour), decision(0, .long, of: bitcoin, .oneHour),
                bar(0, 100, 100), decision(0, .flat), gap, bar(2, 100, 100),
                bar(0, 100, 100, of: ether), decision(0, .long, of: ether)
            ).isEmpty)
        #expect(
            try core.tell(bar(0, 100, 100, of: ether, .oneHour), decision(0, .long, of: ether, .oneHour))
                == ["journalled buy 100"])
    }

    @Test func `applies new trading rules in their place among the bars`() throws {
        var core = executor()
        // The decisions come late: the rules that stand between the bars hold for the second order only.
        _ = try core.tell(
            listing(tick: "0.01", lot: "1"), bar(0, 30, 30), listing(tick: "0.01", lot: "4", at: 1),
            bar(1, 30, 30))
        #expect(try core.tell(decision(0, .long)).first == "journalled buy 33")
        #expect(try core.tell(decision(1, .short)) == ["journalled sell 64"])
    }

    @Test func `changes nothing on a repeat`() throws {
        var core = executor()
        let history = try [
            listing(tick: "0.01", lot: "1"), bar(0, 100, 100), decision(0, .long), bar(1, 100, 100),
            decision(1, .flat), command(.engageKillSwitch(reason: "drill")),
        ]
        _ = try core.take(history)
        let before = core
        for message in history { #expect(try core.take([message]).isEmpty) }
        #expect(core == before)
    }

    @Test func `refuses what no venue and no service of ours can have sent`() throws {
        var core = executor()
        _ = try core.take([bar(0, 100, 100)])
        let before = core
        let trade = Trade(
            instrument: bitcoin, id: 1, occurredAt: start(0), price: Price(whole: 1),
            quantity: Quantity(whole: 1),
            aggressor: .buy)
        let crooked = Decision(
            instrument: bitcoin, interval: .thirtyMinutes, openedAt: Timestamp(milliseconds: 1),
            direction: .long,
            score: .zero, isDegraded: false, expiresAt: start(3), contributions: [], rules: [])
        var outbox = Outbox()
        for (message, stream) in try [
            (bar(1, open: .zero, close: .zero), StreamKind.bars), (bar(1, 100, 100), .confirmed),
            (decision(0, .long), .bars), (Message(.tradePrinted(TradePrinted(trade))), .bars),
            (Message(.decisionMade(DecisionMade(crooked))), .confirmed),
            (listing(tick: "0", lot: "1"), .bars), (listing(tick: "1", lot: "-1"), .bars),
            (listing(tick: "1", lot: "1", minimum: -1), .bars),
        ] {
            #expect(throws: Refusal.self) { try core.step(message, from: stream, into: &outbox) }
        }
        #expect(core == before)
        #expect(outbox.items.isEmpty)
    }

    @Test func `wants no more bars while too many wait for decisions`() throws {
        var core = executor(settings(waiting: 3))
        _ = try core.take((0..<4).map { bar($0, 100, 100) })
        #expect(core.saturated.isEmpty, "the first was taken at once, three wait")
        _ = try core.take([bar(0, 100, 100, of: ether), bar(1, 100, 100, of: ether)])
        #expect(core.saturated == [.bars])
        _ = try core.take([decision(0, .flat)])
        #expect(core.saturated.isEmpty)
        _ = try core.take((1..<50).map { decision($0, .flat) })
        #expect(core.saturated.isEmpty, "decisions ahead of their bars do not count")
        #expect(try core.take((4..<50).map { bar($0, 100, 100) }).isEmpty)
        #expect(core.saturated.isEmpty)
    }

    @Test func `goes on when a bar or a decision is missing`() throws {
        var core = executor()
        // Bar 1 was dead-lettered here, so its decision has no bar; the decision on bar 2 never came.
        #expect(
            try core.tell(
                bar(0, 100, 100), decision(0, .flat), decision(1, .long), bar(2, 100, 100), bar(3, 100, 100),
                decision(3, .long)) == ["journalled buy 10"])
    }
}

@Suite struct `The executor's settings` {
    @Test func `are usable as they come`() { #expect(ExecutorSettings().problems.isEmpty) }

    @Test(arguments: [
        (ExecutorSettings(capital: .zero), "capital: 0"),
        (ExecutorSettings(riskFraction: .zero), "riskFraction: 0"),
        (ExecutorSettings(riskFraction: Rate(whole: 2)), "riskFraction: 2"),
        (ExecutorSettings(feeRate: Rate(units: -1)), "feeRate: -0.00000001"),
        (ExecutorSettings(slippageRate: Rate(whole: 1)), "slippageRate: 1"),
        (ExecutorSettings(maximumOrderNotional: .zero), "maximumOrderNotional: 0"),
        (ExecutorSettings(maximumPositionNotional: .zero), "maximumPositionNotional: 0"),
        (ExecutorSettings(defaultTickSize: .zero), "defaultTickSize: 0"),
        (ExecutorSettings(defaultLotSize: .zero), "defaultLotSize: 0"),
        (ExecutorSettings(defaultMinimumNotional: Notional(whole: -1)), "defaultMinimumNotional: -1"),
        (ExecutorSettings(maximumWaitingBars: 0), "maximumWaitingBars: 0"),
    ])
    func `say what is wrong with them`(settings: ExecutorSettings, problem: String) {
        #expect(settings.problems.map { $0.hasPrefix(problem) } == [true])
    }
}
