import Domain
import Messages
import Pipeline
import RouterCore
import TestSupport
import Testing

/// The history a venue has: bars, stretches without bars, and trades.
private struct VenueHistory {
    /// Half hours with a bar; the first and the last have one.
    var halfHours: [Int] = []

    init(using random: inout SeededGenerator) {
        var index = 0
        while halfHours.count < 150 {
            halfHours.append(index)
            index += Int.random(in: 0..<12, using: &random) == 0 ? Int.random(in: 2...20, using: &random) : 1
        }
    }

    /// What the venue answers when it is asked for a stretch, in order.
    func answer(from: Int, until: Int) -> [Message.Body] {
        var answer: [Message.Body] = []
        var due = from
        for index in halfHours where index >= from && index < until {
            if index > due { answer.append(.gap(due, until: index)) }
            answer.append(.bar(index))
            due = index + 1
        }
        if due < until { answer.append(.gap(due, until: until)) }
        return answer
    }

    /// Two trades in every half hour that has a bar and an odd index.
    func trades(in index: Int) -> [Message.Body] {
        index % 2 == 0
            ? [] : [.trade(Int64(index * 10), in: index), .trade(Int64(index * 10 + 5), in: index)]
    }
}

@Suite struct `A disturbed feed` {
    private static let seeds: [UInt64] = (0..<25).map { 2_026_112_200 + $0 }
    private static let settings = RouterSettings(higherIntervals: [.oneHour, .fourHours])

    @Test(arguments: seeds)
    func `lost, repeated and reordered bars lead to the same output once holes are filled`(seed: UInt64)
        throws
    {
        var random = SeededGenerator(seed: seed)
        let history = VenueHistory(using: &random)
        let calm = try Self.calmRun(history)
        let disturbed = try Self.disturbedRun(history, using: &random, restarting: false)
        for stream in [StreamKind.bars, .trades] {
            let difference = firstDifference(disturbed.bodies(on: stream), calm.bodies(on: stream))
            #expect(difference == nil, "seed \(seed), \(stream)")
        }
        let asked = disturbed.questions.flatMap { question in
            question.split(separator: "..<").compactMap { Int($0) }
        }
        // Holes in the order of the questions: every one ends before the next begins.
        #expect(!asked.isEmpty && zip(asked, asked.dropFirst()).allSatisfy { $0 < $1 }, "seed \(seed)")
    }

    @Test(arguments: seeds)
    func `snapshots and restarts at random points change nothing`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let history = VenueHistory(using: &random)
        var sameRandom = random
        let straight = try Self.disturbedRun(history, using: &random, restarting: false)
        let restarted = try Self.disturbedRun(history, using: &sameRandom, restarting: true)
        #expect(firstDifference(restarted.items, straight.items) == nil, "seed \(seed)")
        #expect(try restarted.router.snapshot() == straight.router.snapshot(), "seed \(seed)")
    }

    private static func calmRun(_ history: VenueHistory) throws -> RouterDriver {
        var driver = RouterDriver(settings)
        let last = history.halfHours.last ?? 0
        for body in history.answer(from: 0, until: last + 1) {
            if case .barClosed(let closed) = body {
                let offset = closed.bar.openedAt.milliseconds - RouterDriver.start
                for trade in history.trades(in: Int(offset / Interval.thirtyMinutes.milliseconds)) {
                    try driver.take(trade)
                }
            }
            try driver.take(body)
        }
        return driver
    }

    /// Sends the bars with losses, repeats and jumps, and the answers to the router's questions some time later.
    private static func disturbedRun(
        _ history: VenueHistory, using random: inout SeededGenerator, restarting: Bool
    ) throws -> RouterDriver {
        var driver = RouterDriver(settings)
        // Its own generator, so that both kinds of run are disturbed alike.
        var restarts = SeededGenerator(seed: random.next())
        var answers: [Message.Body] = []
        var asked = 0
        var traded = 0
        for index in disturb(history.halfHours, using: &random) {
            // Trades are not disturbed: those of a bar come before it, even when it comes early.
            while traded < history.halfHours.count, history.halfHours[traded] <= index {
                for trade in history.trades(in: history.halfHours[traded]) { try driver.take(trade) }
                traded += 1
            }
            try driver.take(.bar(index))
            if restarting, Int.random(in: 0..<10, using: &restarts) == 0 { try driver.restart() }
            let questions = driver.bodies(on: .marketFeedCommands)
            for case .commandIssued(let question) in questions[asked...] {
                answers += Self.answer(question, from: history).shuffled(using: &random)
            }
            asked = questions.count
            while !answers.isEmpty, Int.random(in: 0..<3, using: &random) == 0 {
                try driver.take(answers.removeFirst())
            }
        }
        for answer in answers { try driver.take(answer) }
        return driver
    }

    private static func answer(_ question: CommandIssued, from history: VenueHistory) -> [Message.Body] {
        guard case .backfill(_, _, let from, let until) = question.command else { return [] }
        let halfHour = Interval.thirtyMinutes.milliseconds
        return history.answer(
            from: Int((from.milliseconds - RouterDriver.start) / halfHour),
            until: Int((until.milliseconds - RouterDriver.start) / halfHour))
    }

    /// Loses, repeats and swaps; the first bar stays first, and the last is not lost, or nobody could miss it.
    private static func disturb(_ halfHours: [Int], using random: inout SeededGenerator) -> [Int] {
        var places: [(place: Double, index: Int)] = []
        for (position, index) in halfHours.enumerated() {
            let isEdge = position == 0 || position == halfHours.count - 1
            if !isEdge, Int.random(in: 0..<8, using: &random) == 0 { continue }
            let copies = Int.random(in: 0..<8, using: &random) == 0 ? 2 : 1
            for _ in 0..<copies {
                let jump = position == 0 ? 0 : Double.random(in: -4...4, using: &random)
                places.append((place: max(Double(position) + jump, position == 0 ? 0 : 0.5), index: index))
            }
        }
        return places.sorted { ($0.place, $0.index) < ($1.place, $1.index) }.map(\.index)
    }
}

/// The first place where two lists differ, short enough to be read.
private func firstDifference<Element: Equatable>(_ left: [Element], _ right: [Element]) -> String? {
    for (index, pair) in zip(left, right).enumerated() where pair.0 != pair.1 {
        return "at \(index): \(pair.0) and \(pair.1)"
    }
    return left.count == right.count ? nil : "\(left.count) and \(right.count) elements"
}
