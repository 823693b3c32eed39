import Domain
import ExecutorCore
import Messages
import Pipeline
import TestSupport
import Testing

/// Two seeds that stay and one of this run, printed so that it can be pinned here.
private let seeds: [UInt64] = [1, 20_260_101, .random(in: 0 ... .max)]

/// A made-up market and what the confirmer makes of it: per instrument one sequence of bars and one of decisions.
private struct Scenario {
    static let instruments = [bitcoin, ether, InstrumentID(venue: "sim", symbol: "XRPUSDT")]
    static let settings = ExecutorSettings(
        riskFraction: Rate(basisPoints: 3000), maximumOrderNotional: Notional(whole: 55_000),
        maximumPositionNotional: Notional(whole: 32_000))

    private(set) var sequences: [[Message]] = []
    /// The last price known when each decision was made.
    private(set) var closes: [String: Price] = [:]

    init(_ generator: inout SeededGenerator, bars: Int = 150) throws {
        for instrument in Self.instruments {
            var market = [try listing(tick: "0.01", lot: "0.001", of: instrument, at: 0)]
            var decisions: [Message] = []
            var price: Int64 = .random(in: 1_000_000...10_000_000_000, using: &generator)
            var number = 0
            for _ in 0..<bars {
                // Sometimes bars are missing, sometimes for so long that a decision expires.
                number +=
                    Int.random(in: 0..<15, using: &generator) == 0
                    ? Int.random(in: 2...6, using: &generator) : 1
                let open = price * .random(in: 9_700...10_300, using: &generator) / 10_000
                price = max(100_000, open * .random(in: 9_700...10_300, using: &generator) / 10_000)
                let message = bar(
                    number, open: Price(units: open), close: Price(units: price), of: instrument)
                market.append(message)
                if Int.random(in: 0..<8, using: &generator) == 0 {
                    market.append(bar(number / 2, 100, 100, of: instrument, .oneHour))
                }
                if Int.random(in: 0..<40, using: &generator) == 0 {
                    market.append(
                        try listing(
                            tick: Bool.random(using: &generator) ? "0.05" : "0.01",
                            lot: Bool.random(using: &generator) ? "0.01" : "0.001", of: instrument, at: number
                        ))
                }
                let direction: Direction =
                    [.flat, .flat, .long, .short].randomElement(using: &generator) ?? .flat
                let decided = decision(number, direction, of: instrument)
                decisions.append(decided)
                closes[decided.id] = Price(units: price)
            }
            sequences.append(market)
            sequences.append(decisions)
        }
    }

    /// The sequences shuffled into one: by single steps, or with long runs of one of them.
    func merged(_ generator: inout SeededGenerator) -> [Message] {
        var rest = sequences.map { $0[...] }
        var merged: [Message] = []
        while true {
            rest.removeAll(where: \.isEmpty)
            guard !rest.isEmpty else { return merged }
            let index = Int.random(in: 0..<rest.count, using: &generator)
            let run = Bool.random(using: &generator) ? 1 : Int.random(in: 1...60, using: &generator)
            merged += rest[index].prefix(run)
            rest[index] = rest[index].dropFirst(run)
        }
    }
}

private func byInstrument(_ items: [Outbox.Item]) -> [InstrumentID?: [Outbox.Item]] {
    Dictionary(grouping: items) { $0.body.content.instrument }
}

@Suite struct `The executor, whatever the timing` {
    @Test(arguments: seeds)
    func `does the same in any order of arrival`(seed: UInt64) throws {
        print("seed \(seed)")
        var generator = SeededGenerator(seed: seed)
        let scenario = try Scenario(&generator)
        var reference = executor(Scenario.settings)
        let expected = byInstrument(try reference.take(scenario.merged(&generator)))
        #expect(expected.count == Scenario.instruments.count)
        let statuses = Set(
            expected.values.joined().map { $0.line.split(separator: " ").first.map(String.init) ?? "" })
        #expect(
            statuses.isSuperset(of: [
                "journalled", "accepted", "fill", "filled", "position", "refused", "cancelled",
            ]))
        for _ in 0..<15 {
            var core = executor(Scenario.settings)
            #expect(byInstrument(try core.take(scenario.merged(&generator))) == expected)
            #expect(core == reference)
            #expect(try core.snapshot() == reference.snapshot())
        }
    }

    @Test(arguments: seeds)
    func `loses nothing by being stored and restored, and gains nothing by repeats`(seed: UInt64) throws {
        print("seed \(seed)")
        var generator = SeededGenerator(seed: seed)
        let messages = try Scenario(&generator).merged(&generator)
        var reference = executor(Scenario.settings)
        let expected = try reference.take(messages)
        var core = executor(Scenario.settings)
        var items: [Outbox.Item] = []
        for (index, message) in messages.enumerated() {
            items += try core.take([message])
            if Int.random(in: 0..<30, using: &generator) == 0 {
                core = try Executor(shard: Shard(3), settings: Scenario.settings, snapshot: core.snapshot())
            }
            if Int.random(in: 0..<20, using: &generator) == 0 {
                #expect(try core.take([messages[Int.random(in: 0...index, using: &generator)]]).isEmpty)
            }
        }
        #expect(items == expected)
        #expect(core == reference)
    }

    @Test(arguments: seeds)
    func `never stalls where saturated inputs are held back`(seed: UInt64) throws {
        print("seed \(seed)")
        var generator = SeededGenerator(seed: seed)
        let messages = try Scenario(&generator).merged(&generator)
        var free = executor(Scenario.settings)
        let expected = byInstrument(try free.take(messages))
        let tight = ExecutorSettings(
            riskFraction: Scenario.settings.riskFraction,
            maximumOrderNotional: Scenario.settings.maximumOrderNotional,
            maximumPositionNotional: Scenario.settings.maximumPositionNotional, maximumWaitingBars: 2)
        var core = Executor(shard: Shard(3), settings: tight)
        var streams = [
            messages.filter { $0.input == .bars }[...], messages.filter { $0.input == .confirmed }[...],
        ]
        var items: [Outbox.Item] = []
        while !streams.allSatisfy(\.isEmpty) {
            // Bars are preferred, so that the bound is what holds them back.
            let isHeldBack = core.saturated.contains(.bars)
            let index = streams[0].isEmpty || (isHeldBack && !streams[1].isEmpty) ? 1 : 0
            try #require(!(isHeldBack && index == 0), "bars are held back and nothing else can come")
            guard let message = streams[index].popFirst() else { break }
            items += try core.take([message])
        }
        #expect(byInstrument(items) == expected)
    }

    @Test func `refuses bytes that are no snapshot`() {
        #expect(throws: (any Error).self) {
            try Executor(shard: Shard(0), settings: ExecutorSettings(), snapshot: Array("[]".utf8))
        }
    }
}

@Suite struct `The executor, whatever the market` {
    @Test(arguments: seeds)
    func `earns exactly what its fills brought in less what they cost`(seed: UInt64) throws {
        print("seed \(seed)")
        var generator = SeededGenerator(seed: seed)
        var core = executor(Scenario.settings)
        var cash: [InstrumentID: Int128] = [:]
        var held: [InstrumentID: Int128] = [:]
        var changes = 0
        for item in try core.take(try Scenario(&generator).merged(&generator)) {
            if case .fillRecorded(let body) = item.body {
                let fill = body.fill
                let signed = fill.side == .buy ? fill.quantity.units : -fill.quantity.units
                let fee = (fill.quantity.units * Int128(fill.price.units) + 500) / 1000
                // A thousandth of the value, give or take the rounding of the last digit.
                #expect((fill.fee.units - fee).magnitude <= 1)
                held[fill.instrument, default: 0] += signed
                cash[fill.instrument, default: 0] -= signed * Int128(fill.price.units) + fill.fee.units
            }
            if case .positionChanged(let body) = item.body {
                changes += 1
                let position = body.position
                let mark = Price(whole: 1)
                let owned = held[position.instrument, default: 0]
                #expect(position.quantity.units == owned)
                let worth = cash[position.instrument, default: 0] + owned * Int128(mark.units)
                #expect(try position.profit(at: mark).units == worth)
            }
        }
        #expect(changes > 30)
    }

    @Test(arguments: seeds)
    func `never journals an order beyond the limits, and fills each at most once`(seed: UInt64) throws {
        print("seed \(seed)")
        var generator = SeededGenerator(seed: seed)
        let scenario = try Scenario(&generator)
        var core = executor(Scenario.settings)
        var held: [InstrumentID: Quantity] = [:]
        var filled: Set<String> = []
        for item in try core.take(scenario.merged(&generator)) {
            switch item.body {
            case .orderChanged(let body) where body.order.status == .journalled:
                let order = body.order
                let before = held[order.instrument] ?? .zero
                let after = before + (order.side == .buy ? order.quantity : -order.quantity)
                let close = try #require(scenario.closes[order.causeID])
                let isTakingAway = after.magnitude < before.magnitude && after.units * before.units >= 0
                #expect(order.quantity.isPositive)
                #expect(order.quantity.isMultiple(of: try Quantity(parsing: "0.001")))
                #expect(try close.notional(of: order.quantity) >= Notional(whole: 10))
                if !isTakingAway {
                    #expect(try close.notional(of: order.quantity) <= Scenario.settings.maximumOrderNotional)
                    #expect(
                        try close.notional(of: after).magnitude <= Scenario.settings.maximumPositionNotional)
                }
            case .fillRecorded(let body):
                #expect(filled.insert(body.fill.clientOrderID).inserted)
                let signed = body.fill.side == .buy ? body.fill.quantity : -body.fill.quantity
                held[body.fill.instrument, default: .zero] += signed
            case .orderChanged, .positionChanged: break
            case .barClosed, .tradePrinted, .gapConfirmed, .instrumentListed, .alertReceived, .alertPlaced,
                .alertsMissed, .signalEvaluated, .decisionMade,
                .commandIssued, .commandReplied, .entryRejected, .jobRequested, .jobCancelRequested,
                .jobProgressed:
                Issue.record("\(item.line)")
            }
        }
        #expect(filled.count > 30)
    }

    @Test(arguments: seeds)
    func `opens nothing once the kill switch is engaged`(seed: UInt64) throws {
        print("seed \(seed)")
        var generator = SeededGenerator(seed: seed)
        let messages = try Scenario(&generator).merged(&generator)
        let moment = Int.random(in: 0..<messages.count / 2, using: &generator)
        var core = executor(Scenario.settings)
        var held: [InstrumentID: Quantity] = [:]
        var isKilled = false
        func follow(_ items: [Outbox.Item]) {
            for case .positionChanged(let body) in items.map(\.body) {
                let before = held[body.position.instrument] ?? .zero
                let after = body.position.quantity
                held[body.position.instrument] = after
                guard isKilled else { continue }
                #expect(after.magnitude < before.magnitude)
                #expect(after.units == 0 || after.units.signum() == before.units.signum())
            }
        }
        follow(try core.take(Array(messages[..<moment])))
        follow(try core.take([command(.engageKillSwitch(reason: "drill"))]))
        isKilled = true
        follow(try core.take(Array(messages[moment...])))
    }
}
