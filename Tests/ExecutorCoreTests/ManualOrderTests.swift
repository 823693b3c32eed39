import Domain
import ExecutorCore
import Foundation
import Messages
import Pipeline
import TestSupport
import Testing

/// A command that places a market order of whole units.
private func place(
    _ side: Side, _ quantity: String, worst: Int? = nil, id: String = "p1",
    of instrument: InstrumentID = bitcoin
) throws -> Message {
    command(
        .placeOrder(
            PlannedOrder(
                instrument: instrument, side: side, quantity: try Quantity(parsing: quantity),
                worstPrice: Price(whole: worst ?? (side == .buy ? 1_000_000 : 1)))), id: id)
}

private func clientOrderID(of id: String) -> String {
    "q" + StableHash.hexadecimal(StableHash.fnv128("command/\(id)"))
}

private func cancel(_ placed: String, id: String) -> Message {
    command(.cancelOrder(bitcoin, clientOrderID: clientOrderID(of: placed)), id: id)
}

private func preview(
    _ side: Side, _ amount: OrderRequest.Amount, tolerance: Int64 = 100, id: String = "v1"
) -> Message {
    command(
        .previewOrder(
            OrderRequest(
                instrument: bitcoin, side: side, amount: amount, tolerance: Rate(basisPoints: tolerance))),
        id: id)
}

@Suite struct `A person's order` {
    @Test func `is journalled at the last close and filled at the next bar's open, like a decision's`() throws
    {
        var core = executor(settings(capital: 100_000, fee: 10, slippage: 5))
        _ = try core.tell(listing(tick: "0.01", lot: "0.001"), bar(0, 90, 100), decision(0, .flat))
        #expect(
            try core.tell(place(.buy, "1.5")) == [
                "journalled buy 1.5", "done \(clientOrderID(of: "p1")) is journalled",
            ])
        #expect(
            try core.tell(bar(1, 102, 120)) == [
                "accepted buy 1.5", "fill buy 1.5 at 102.06 fee 0.15309", "filled buy 1.5",
                "position 1.5 realized 0",
            ])
    }

    @Test func `says when, for what and in whose name`() throws {
        var core = executor()
        _ = try core.take([bar(0, 100, 100), decision(0, .flat)])
        let items = try core.take([place(.buy, "1")])
        guard case .orderChanged(let body) = items[0].body, case .commandReplied(let reply) = items[1].body
        else {
            return #expect(Bool(false), "no order and reply")
        }
        #expect(items.map(\.stream) == [.orders, .replies])
        #expect(body.order.causeID == "command/p1")
        #expect(body.order.clientOrderID == clientOrderID(of: "p1"))
        #expect(body.order.updatedAt == start(1))
        #expect(reply.commandID == "p1" && reply.replyTo == "r" && reply.accepted)
    }

    @Test func `waits for the decision on the last bar, wherever in the bar it arrives`() throws {
        var early = executor()
        _ = try early.tell(bar(0, 100, 100))
        #expect(try early.tell(place(.buy, "2")).isEmpty)
        let settled = try early.tell(decision(0, .long), bar(1, 100, 100))
        #expect(
            settled.prefix(3) == [
                "journalled buy 10", "refused buy 2 buying_power: 1200, at most 1000",
                "not done buying_power: 1200, at most 1000",
            ])

        var late = executor()
        _ = try late.tell(bar(0, 100, 100), decision(0, .long))
        let told = try late.tell(place(.buy, "2"), bar(1, 100, 100))
        #expect(Array(settled.dropFirst()) == told)
        #expect(early == late)
    }

    @Test func `is placed once, however often its command arrives`() throws {
        var core = executor()
        _ = try core.tell(bar(0, 100, 100), decision(0, .flat))
        #expect(try core.tell(place(.buy, "1")).count == 2)
        #expect(try core.tell(place(.buy, "1")).isEmpty)
        #expect(try core.tell(bar(1, 100, 100)).last == "position 1 realized 0")
        #expect(try core.tell(place(.buy, "1"), decision(1, .flat), bar(2, 100, 100)).isEmpty)
    }

    @Test func `settles after the decision's order and after earlier ones of people`() throws {
        var core = executor()
        _ = try core.tell(bar(0, 100, 100), decision(0, .long), place(.sell, "4"))
        #expect(try core.tell(place(.sell, "10", id: "p2")).first == "journalled sell 10")
        #expect(
            try core.tell(bar(1, 100, 100)).filter { $0.hasPrefix("position") } == [
                "position 10 realized 0", "position 6 realized 0", "position -4 realized 0",
            ])
    }

    @Test(arguments: [
        ("buy", "10.5", "lot_size: 10.5, a multiple of 1 needed"),
        ("buy", "11", "buying_power: 1100, at most 1000"), ("sell", "11", "buying_power: 1100, at most 1000"),
        ("buy", "13", "order_notional: 1300, at most 1200"),
    ])
    func `is refused by the first rule that says no, and the refusal is recorded`(
        side: String, quantity: String, failure: String
    ) throws {
        var core = executor(settings(maximumOrder: 1200))
        _ = try core.tell(listing(tick: "1", lot: "1"), bar(0, 100, 100), decision(0, .flat))
        #expect(
            try core.tell(place(side == "buy" ? .buy : .sell, quantity)) == [
                "refused \(side) \(quantity) \(failure)", "not done \(failure)",
            ])
        #expect(try core.tell(bar(1, 100, 100)).isEmpty)
    }

    @Test func `may add to a position, within its limits`() throws {
        var core = executor(settings(risk: 5000, maximumPosition: 800))
        _ = try core.tell(bar(0, 100, 100), decision(0, .long), bar(1, 100, 100), decision(1, .flat))
        #expect(
            try core.tell(place(.buy, "4")).last == "not done position_notional: 900, at most 800")
        #expect(try core.tell(place(.buy, "3", id: "p2")).first == "journalled buy 3")
        // What waits counts as held.
        #expect(
            try core.tell(place(.buy, "1", id: "p3")).last == "not done position_notional: 900, at most 800")
    }

    @Test func `may not sell what is not held where shorts are not allowed`() throws {
        var core = executor(settings(risk: 5000, allowsShort: false))
        _ = try core.tell(bar(0, 100, 100), decision(0, .long), bar(1, 100, 100), decision(1, .flat))
        #expect(try core.tell(place(.sell, "6")).last == "not done short_selling: not allowed, 5 held")
        #expect(try core.tell(place(.sell, "5", id: "p2")).first == "journalled sell 5")
    }

    @Test func `is refused before a first bar has closed, and nothing is kept of an unknown instrument`()
        throws
    {
        var core = executor()
        let before = core
        #expect(
            try core.tell(place(.buy, "1")) == [
                "refused buy 1 price: no bar of sim:BTCUSDT has closed yet",
                "not done price: no bar of sim:BTCUSDT has closed yet",
            ])
        let fresh = try Executor(shard: Shard(3), settings: settings(), snapshot: core.snapshot())
        #expect(fresh == core)
        #expect(before != core, "the command is remembered")
        #expect(!String(decoding: try core.snapshot(), as: UTF8.self).contains("BTCUSDT"))
    }

    @Test func `is cancelled where the market is worse than it accepts`() throws {
        for (open, expected) in [
            (101, "filled buy 1"), (102, "cancelled buy 1 worst_price: 102, 101 accepted"),
        ] {
            var core = executor()
            _ = try core.tell(bar(0, 100, 100), decision(0, .flat), place(.buy, "1", worst: 101))
            #expect(try core.tell(bar(1, open, open)).contains(expected))
        }
        var core = executor()
        _ = try core.tell(bar(0, 100, 100), decision(0, .flat), place(.sell, "1", worst: 99))
        #expect(try core.tell(bar(1, 98, 98)) == ["cancelled sell 1 worst_price: 98, 99 accepted"])
    }

    @Test func `expires over a long hole in the market`() throws {
        var core = executor()
        _ = try core.tell(bar(0, 100, 100), decision(0, .flat), place(.buy, "1"))
        #expect(try core.tell(bar(4, 100, 100)) == ["cancelled buy 1 expired: 7200000, until 5400000"])
    }

    @Test func `is taken back by its name before it is filled, and not after`() throws {
        var core = executor()
        _ = try core.tell(bar(0, 100, 100), decision(0, .flat), place(.buy, "1"))
        #expect(
            try core.tell(cancel("p1", id: "x1")) == [
                "cancelled buy 1 requested: by command/x1", "done \(clientOrderID(of: "p1")) is cancelled",
            ])
        let told = "not done no order \(clientOrderID(of: "p1")) waits to be filled"
        #expect(try core.tell(cancel("p1", id: "x2")) == [told])
        #expect(try core.tell(bar(1, 100, 100)).isEmpty)
    }

    @Test func `is not filled where the order it counted on was taken back`() throws {
        var core = executor(settings(allowsShort: false))
        _ = try core.tell(bar(0, 100, 100), decision(0, .flat), place(.buy, "5"))
        #expect(try core.tell(place(.sell, "5", id: "p2")).first == "journalled sell 5")
        _ = try core.tell(cancel("p1", id: "x1"))
        #expect(try core.tell(bar(1, 100, 100)) == ["cancelled sell 5 short_selling: not allowed, 0 held"])
    }

    @Test func `bows to the kill switch`() throws {
        var core = executor()
        _ = try core.tell(bar(0, 100, 100), decision(0, .long), bar(1, 100, 100), decision(1, .flat))
        _ = try core.tell(place(.sell, "4"), place(.sell, "10", id: "p2"), place(.buy, "4", id: "p3"))
        // Held 10: the first sale closes, the second closes and turns, the third closes the short that never comes.
        #expect(
            try core.tell(command(.engageKillSwitch(reason: "drill"), id: "k")) == [
                "cancelled buy 4 kill_switch: drill", "done engaged; 2 pending orders stopped from opening",
            ])
        #expect(try core.tell(place(.buy, "1", id: "p4")).last == "not done kill_switch: drill")
        #expect(
            try core.tell(bar(2, 100, 100)).filter { $0.hasPrefix("position") } == [
                "position 6 realized 0", "position 0 realized 0",
            ])
    }
}

@Suite struct `A preview of an order` {
    private func preview(
        _ core: inout Executor, _ message: Message
    ) throws -> (accepted: Bool, detail: String, order: OrderPreview?) {
        let items = try core.take([message])
        guard items.count == 1, case .commandReplied(let reply) = items[0].body else {
            throw Refusal("\(items)")
        }
        let body = try reply.body.map { try JSONDecoder().decode(OrderPreview.self, from: Data($0.utf8)) }
        return (reply.accepted, reply.detail, body)
    }

    @Test func `sizes, prices and judges an order, and changes nothing but what was answered`() throws {
        var core = executor(settings(capital: 100_000, fee: 10, slippage: 5))
        _ = try core.tell(listing(tick: "0.01", lot: "0.001"), bar(0, 90, 100), decision(0, .flat))
        let answer = try preview(
            &core, ExecutorCoreTests.preview(.buy, .quantity(try Quantity(parsing: "1.23456"))))
        #expect(answer.accepted && answer.detail == "would be placed")
        let order = try #require(answer.order)
        #expect(order.order.quantity.description == "1.234")
        #expect(order.reference == Price(whole: 100) && order.referenceAt == start(1))
        #expect(order.price.description == "100.05")
        #expect(order.order.worstPrice.description == "101.05")
        #expect(order.notional.description == "123.4617")
        #expect(order.fee.description == "0.1234617")
        #expect(order.heldAfter.description == "1.234")
        #expect(try core.tell(bar(1, 100, 100)).isEmpty)
    }

    @Test func `of a value buys as many lots as it pays for`() throws {
        var core = executor(settings(capital: 100_000))
        _ = try core.tell(listing(tick: "1", lot: "0.1"), bar(0, 90, 30), decision(0, .flat))
        let answer = try preview(&core, ExecutorCoreTests.preview(.sell, .notional(Notional(whole: 100))))
        #expect(answer.order?.order.quantity.description == "3.3")
        #expect(answer.order?.order.worstPrice.description == "30")
    }

    @Test func `says which rule would refuse it`() throws {
        var core = executor()
        _ = try core.tell(bar(0, 100, 100), decision(0, .flat))
        let large = try preview(&core, ExecutorCoreTests.preview(.buy, .quantity(Quantity(whole: 11))))
        #expect(!large.accepted && large.order?.failedRule == "buying_power")
        _ = try core.tell(command(.engageKillSwitch(reason: "drill"), id: "k"))
        let killed = try preview(
            &core, ExecutorCoreTests.preview(.buy, .quantity(Quantity(whole: 1)), id: "v2"))
        #expect(killed.detail == "kill_switch: drill")
    }

    @Test func `of an instrument without a bar has no price`() throws {
        var core = executor()
        let answer = try preview(&core, ExecutorCoreTests.preview(.buy, .quantity(Quantity(whole: 1))))
        #expect(!answer.accepted && answer.order == nil)
        #expect(answer.detail == "price: no bar of sim:BTCUSDT has closed yet")
    }
}

@Suite struct `People's orders among decisions` {
    /// Bars, decisions and commands of a made-up market; each command with the bar it falls behind.
    private static func scenario(_ generator: inout SeededGenerator) throws -> [(
        bar: Int, messages: [Message]
    )] {
        var price = 100
        return try (0..<60).map { number in
            let open = price
            price = max(50, price + .random(in: -5...5, using: &generator))
            let direction: Direction =
                [.flat, .flat, .long, .short].randomElement(using: &generator) ?? .flat
            var messages = [bar(number, open, price), decision(number, direction)]
            for turn in 0..<Int.random(in: 0...2, using: &generator) {
                let quantity = "\(Int.random(in: 1...6, using: &generator))"
                let side: Side = Bool.random(using: &generator) ? .buy : .sell
                messages.append(try place(side, quantity, id: "p\(number).\(turn)"))
                if Bool.random(using: &generator) {
                    messages.append(cancel("p\(number).\(turn)", id: "x\(number).\(turn)"))
                }
            }
            return (number, messages)
        }
    }

    @Test(arguments: [1, 7, UInt64.random(in: 0 ... .max)])
    func `give the same orders wherever in a bar they came, through any snapshot`(seed: UInt64) throws {
        print("seed \(seed)")
        var generator = SeededGenerator(seed: seed)
        let scenario = try Self.scenario(&generator)
        var calm = executor()
        let expected = try calm.take(scenario.flatMap(\.messages)).map(\.line)
        #expect(expected.contains { $0.hasPrefix("fill") })

        var hasty = executor()
        var lines: [String] = []
        for (_, messages) in scenario {
            // The decision last: commands come before it, and wait.
            let order = [messages[0]] + messages.dropFirst(2) + [messages[1]]
            for message in order {
                lines += try hasty.take([message]).map(\.line)
                if Int.random(in: 0..<4, using: &generator) == 0 {
                    hasty = try Executor(shard: Shard(3), settings: settings(), snapshot: hasty.snapshot())
                }
            }
        }
        #expect(lines == expected)
        #expect(hasty == calm)
    }
}
