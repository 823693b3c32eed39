import FoundationEssentials
import Pipeline
import TestSupport
import Testing

@Suite struct `A backlog` {
    @Test(arguments: [1, 20_260_101, UInt64.random(in: 0 ... .max)])
    func `gives back what it was given, in order, however it is used`(seed: UInt64) throws {
        print("seed \(seed)")
        var generator = SeededGenerator(seed: seed)
        var backlog = Backlog<Int>()
        var model: [Int] = []
        for number in 0..<5_000 {
            // Long stretches of either kind, so that the dead space is cleared at different lengths.
            if Int.random(in: 0..<100, using: &generator) < (number / 500 % 2 == 0 ? 65 : 35) {
                backlog.append(number)
                model.append(number)
            } else {
                #expect(backlog.popFirst() == (model.isEmpty ? nil : model.removeFirst()))
            }
            #expect(backlog.count == model.count)
            #expect(backlog.isEmpty == model.isEmpty)
            #expect(backlog.first == model.first)
        }
        #expect(Array(backlog.waiting) == model)
    }

    @Test func `is equal to one that holds the same, and stored as what it holds`() throws {
        var used = Backlog<Int>()
        for number in 0..<200 { used.append(number) }
        for _ in 0..<199 { _ = used.popFirst() }
        var fresh = Backlog<Int>()
        fresh.append(199)
        #expect(used == fresh)
        let stored = try JSONEncoder().encode(used)
        #expect(String(decoding: stored, as: UTF8.self) == "[199]")
        #expect(try JSONDecoder().decode(Backlog<Int>.self, from: stored) == fresh)
    }
}
