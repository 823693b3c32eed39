import ConfirmerCore
import Domain
import Messages
import TestSupport
import Testing

/// Two seeds that stay and one of this run, printed so that it can be pinned here.
private let seeds: [UInt64] = [1, 20_260_101, .random(in: 0 ... .max)]

@Suite struct `The confirmer, whatever the timing` {
    /// One engine's answers about one series, in order; now and then it passes a bar by.
    private func sequences(_ generator: inout SeededGenerator) -> [[Message]] {
        var sequences: [[Message]] = []
        for (instrument, interval) in [
            (bitcoin, Interval.thirtyMinutes), (bitcoin, .oneHour), (ether, .thirtyMinutes),
        ] {
            for engine in [cipher, profile, strategy] {
                let bars = (0..<80).filter { _ in Int.random(in: 0..<25, using: &generator) > 0 }
                sequences.append(
                    bars.map { bar in
                        let percent =
                            Bool.random(using: &generator)
                            ? 0 : Int64.random(in: -100...100, using: &generator)
                        return message(engine, bar: bar, percent, of: instrument, interval)
                    })
            }
        }
        return sequences
    }

    /// The sequences shuffled into one: by single steps, or with long runs of one engine.
    private func merged(_ sequences: [[Message]], _ generator: inout SeededGenerator) -> [Message] {
        var rest = sequences.map { $0[...] }
        var merged: [Message] = []
        while true {
            rest.removeAll(where: \.isEmpty)
            guard !rest.isEmpty else { return merged }
            let index = Int.random(in: 0..<rest.count, using: &generator)
            let run = Bool.random(using: &generator) ? 1 : Int.random(in: 1...40, using: &generator)
            merged += rest[index].prefix(run)
            rest[index] = rest[index].dropFirst(run)
        }
    }

    private func bySeries(_ decisions: [Decision]) -> [String: [Decision]] {
        Dictionary(grouping: decisions) { "\($0.instrument) \($0.interval.rawValue)" }
    }

    @Test(arguments: seeds)
    func `reaches the same decisions and state in any order of arrival`(seed: UInt64) throws {
        print("seed \(seed)")
        var generator = SeededGenerator(seed: seed)
        let sequences = sequences(&generator)
        var reference = confirmer(ConfirmerSettings(quorum: 2))
        let expected = try bySeries(reference.take(merged(sequences, &generator)))
        #expect(expected.values.contains { $0.contains { $0.direction != .flat } })
        for decisions in expected.values {
            #expect(decisions.map(\.openedAt) == decisions.map(\.openedAt).sorted())
            #expect(Set(decisions.map(\.id)).count == decisions.count)
        }
        for _ in 0..<15 {
            var core = confirmer(ConfirmerSettings(quorum: 2))
            #expect(try bySeries(core.take(merged(sequences, &generator))) == expected)
            #expect(core == reference)
            #expect(try core.snapshot() == reference.snapshot())
        }
    }

    @Test(arguments: seeds)
    func `loses nothing by being stored and restored, and gains nothing by repeats`(seed: UInt64) throws {
        print("seed \(seed)")
        var generator = SeededGenerator(seed: seed)
        let settings = ConfirmerSettings(quorum: 2)
        let messages = merged(sequences(&generator), &generator)
        var reference = confirmer(settings)
        let expected = try reference.take(messages)
        var core = confirmer(settings)
        var decisions: [Decision] = []
        for (index, message) in messages.enumerated() {
            decisions += try core.take(message)
            if Int.random(in: 0..<20, using: &generator) == 0 {
                core = try Confirmer(shard: Shard(0), settings: settings, snapshot: core.snapshot())
            }
            if Int.random(in: 0..<20, using: &generator) == 0 {
                let repeated = messages[Int.random(in: 0...index, using: &generator)]
                #expect(try core.take(repeated).isEmpty)
            }
        }
        #expect(decisions == expected)
        #expect(core == reference)
    }

    @Test func `keeps the answers of engines that stay registered`() throws {
        var core = confirmer()
        _ = try core.take(
            message(cipher, bar: 0, 80), message(strategy, bar: 0, 80), message(strategy, bar: 1, 80))
        let settings = ConfirmerSettings(engines: [
            .init(strategy, weight: Rate(whole: 1)), .init("newcomer", weight: Rate(whole: 1)),
        ])
        var next = try Confirmer(shard: Shard(0), settings: settings, snapshot: core.snapshot())
        let decisions = try next.take(message("newcomer", bar: 0, 80), message(strategy, bar: 1, 80))
        #expect(decisions.map(\.openedAt) == [start(0)])
        #expect(decisions.first?.contributions.map(\.isAnswered) == [true, true])
    }

    @Test func `refuses bytes that are no snapshot`() {
        #expect(throws: (any Error).self) {
            try Confirmer(shard: Shard(0), settings: ConfirmerSettings(), snapshot: Array("{}".utf8))
        }
    }
}
