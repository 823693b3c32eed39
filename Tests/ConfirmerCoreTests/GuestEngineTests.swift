import ConfirmerCore
import Domain
import Messages
import Pipeline
import TestSupport
import Testing

/// The outside takes part as a guest.
@Suite struct `A guest among the engines` {
    private static let settings = ConfirmerSettings(
        engines: ConfirmerSettings.suiteEngines + [.external(weight: Rate(basisPoints: 3000))],
        cooldownBars: 0)
    private static let external = "external"

    private func decide(_ percents: [Int64], external percent: Int64) throws -> Decision {
        var confirmer = confirmer(Self.settings)
        let own = zip([cipher, profile, strategy], percents).map { message($0, bar: 0, $1) }
        #expect(try confirmer.take(own).isEmpty)
        return try #require(try confirmer.take(message(Self.external, bar: 0, percent)).first)
    }

    @Test func `that is flat leaves no trace in any decision`() throws {
        var random = SeededGenerator(seed: 11)
        var with = confirmer(Self.settings)
        var without = confirmer(ConfirmerSettings(cooldownBars: 0))
        for bar in 0..<300 {
            let own = [cipher, profile, strategy].map {
                message($0, bar: bar, Int64.random(in: -100...100, using: &random))
            }
            let expected = try without.take(own)
            let found = try with.take(own + [message(Self.external, bar: bar, 0)])
            #expect(found == expected)
            #expect(found.count == 1)
        }
    }

    @Test func `that speaks has its share of the score and stands among the reasons`() throws {
        let decision = try decide([50, 50, 50], external: 100)
        // (0.5 × 1 + 1 × 0.3) / 1.3
        #expect(decision.score.description == "0.61538462")
        #expect(decision.contributions.map(\.engine) == [cipher, profile, strategy, Self.external])
        #expect(decision.direction == .long)
        #expect(try decide([50, 50, 0], external: -20).score.description == "0.22307692")
    }

    @Test func `cannot confirm alone, and can veto when it is sure`() throws {
        let alone = try decide([0, 0, 0], external: 100)
        #expect(alone.direction == .flat)
        #expect(alone.firstFailure?.rule == "threshold")
        let vetoed = try decide([90, 90, 90], external: -60)
        #expect(vetoed.firstFailure?.detail == "external opposes with 0.6, veto from 0.5")
    }

    @Test func `is awaited on every bar, but is no part of the quorum`() throws {
        var confirmer = confirmer(Self.settings)
        let own = [cipher, profile, strategy]
        #expect(try confirmer.take((0..<2).flatMap { bar in own.map { message($0, bar: bar, 50) } }).isEmpty)
        // It passes the first bar by.
        let decisions = try confirmer.take(message(Self.external, bar: 1, 0))
        #expect(decisions.map(\.direction) == [.long, .long])
        #expect(decisions.map(\.isDegraded) == [true, false])
        #expect(decisions[0].rules.first?.detail == "3 of 3 engines answered, 3 needed")
        #expect(decisions[0].contributions.last?.isAnswered == false)
    }

    @Test func `is no reason to start without an engine of one's own`() {
        #expect(
            ConfirmerSettings(engines: [.external(weight: Rate(whole: 1))]).problems
                == ["engines: no weight is above 0"])
        #expect(
            ConfirmerSettings(engines: Self.settings.engines, quorum: 4).problems
                == ["quorum: 4 is not 1 to 3"])
    }
}
