import Domain
import Testing

@testable import ConfirmerCore

@Suite struct `Confirmation rules` {
    /// A score of 0.25 confirms, an opposition of 0.6 vetoes, four bars of rest.
    private let settings = ConfirmerSettings(
        threshold: Rate(basisPoints: 2500), vetoStrength: Rate(basisPoints: 6000), cooldownBars: 4)

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// Percent of each engine; nil for no answer.
        let answers: [Int64?]
        var barsSinceConfirmed: Int64?
        let direction: Direction
        let score: String
        /// The rule that failed and its detail; nil for a confirmed decision.
        var failure: [String]?
    }

    @Test(arguments: [
        Case(testDescription: "agreement confirms", answers: [50, 50, 50], direction: .long, score: "0.5"),
        Case(
            testDescription: "the other way round too", answers: [-50, -50, -50], direction: .short,
            score: "-0.5"),
        Case(
            testDescription: "the threshold itself is enough", answers: [40, 30, 0], direction: .long,
            score: "0.25"),
        Case(
            testDescription: "just below it is not", answers: [40, 29, 0], direction: .flat, score: "0.247",
            failure: ["threshold", "score 0.247, threshold 0.25"]),
        Case(
            testDescription: "nobody speaks", answers: [0, 0, 0], direction: .flat, score: "0",
            failure: ["opinion", "0 engines have an opinion, 1 needed"]),
        Case(
            testDescription: "a sure opposite vetoes", answers: [100, -60, 100], direction: .flat,
            score: "0.52",
            failure: ["conflict", "volume-profile opposes with 0.6, veto from 0.6"]),
        Case(
            testDescription: "an unsure one does not", answers: [100, -59, 100], direction: .long,
            score: "0.523"),
        Case(
            testDescription: "the surest opposite is named", answers: [-100, 60, 70], direction: .flat,
            score: "-0.01",
            failure: ["conflict", "strategy-gen opposes with 0.7, veto from 0.6"]),
        Case(
            testDescription: "a missing answer", answers: [100, nil, 100], direction: .flat, score: "0.7",
            failure: ["quorum", "2 of 3 engines answered, 3 needed"]),
        Case(
            testDescription: "too soon after the last", answers: [50, 50, 50], barsSinceConfirmed: 4,
            direction: .flat, score: "0.5",
            failure: ["cooldown", "4 bars since the last confirmed decision, more than 4 needed"]),
        Case(
            testDescription: "long enough after it", answers: [50, 50, 50], barsSinceConfirmed: 5,
            direction: .long,
            score: "0.5"),
    ])
    func `say yes or name the first that says no`(item: Case) {
        let verdict = ConfirmationRules.judge(
            item.answers.map { $0.map(answer) }, settings: settings,
            barsSinceConfirmed: item.barsSinceConfirmed)
        #expect(verdict.direction == item.direction)
        #expect(verdict.score.description == item.score)
        let failures = verdict.rules.filter { !$0.passed }
        #expect(failures.map { [$0.rule, $0.detail] } == [item.failure].compactMap(\.self))
        // Every rule before the failing one is there, and none after it.
        let order = ["quorum", "opinion", "conflict", "threshold", "cooldown"]
        let count = item.failure.flatMap { order.firstIndex(of: $0[0]) }.map { $0 + 1 } ?? order.count
        #expect(verdict.rules.map(\.rule) == Array(order.prefix(count)))
    }

    @Test(
        arguments: [
            // Weights 1, 1 and 1: a third, rounded half to even at the eighth decimal.
            ([100_000_000, 0, 0], 33_333_333), ([-100_000_000, 0, 0], -33_333_333),
            ([100_000_000, 100_000_000, 0], 66_666_667),
            ([-100_000_000, -100_000_000, 0], -66_666_667), ([1, 0, 0], 0), ([1, 1, 0], 1),
            ([-1, -1, 0], -1),
        ] as [([Int64], Int64)])
    func `score by weight, rounded to the nearest`(strengths: [Int64], expected: Int64) {
        let engines = ["a", "b", "c"].map { ConfirmerSettings.Engine($0, weight: Rate(whole: 1)) }
        let answers = strengths.map { units in
            EngineAnswer(
                openedAt: start(0), direction: units > 0 ? .long : units < 0 ? .short : .flat,
                strength: Rate(units: abs(units)))
        }
        #expect(ConfirmationRules.score(answers, engines: engines).units == expected)
    }

    @Test func `round a tie to even`() {
        let engines = ["a", "b"].map { ConfirmerSettings.Engine($0, weight: Rate(whole: 1)) }
        let scores = [1, 3, -1, -3].map { (units: Int64) in
            let first = EngineAnswer(
                openedAt: start(0), direction: units > 0 ? .long : .short, strength: Rate(units: abs(units)))
            return ConfirmationRules.score([first, nil], engines: engines).units
        }
        #expect(scores == [0, 2, 0, -2])
    }

    private func answer(_ percent: Int64) -> EngineAnswer {
        EngineAnswer(
            openedAt: start(0), direction: percent > 0 ? .long : percent < 0 ? .short : .flat,
            strength: Rate(basisPoints: abs(percent) * 100))
    }
}
