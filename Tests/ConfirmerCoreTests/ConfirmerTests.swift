import ConfirmerCore
import Domain
import Messages
import Pipeline
import Testing

@Suite struct `The confirmer` {
    @Test func `decides a bar when the last registered engine has answered`() throws {
        var core = confirmer(ConfirmerSettings(threshold: Rate(basisPoints: 2500)))
        #expect(try core.take(message(cipher, bar: 0, 70), message(strategy, bar: 0, 0)).isEmpty)
        let decision = try #require(try core.take(message(profile, bar: 0, -10)).first)
        #expect(decision.instrument == bitcoin)
        #expect(decision.interval == .thirtyMinutes)
        #expect(decision.openedAt == start(0))
        #expect(decision.direction == .long)
        #expect(decision.score == Rate("0.25"))
        #expect(!decision.isDegraded)
        #expect(decision.expiresAt == start(3), "two bars after its close")
        #expect(
            decision.contributions.map {
                "\($0.engine) \($0.direction) \($0.strength) \($0.weight) \($0.isAnswered)"
            }
                == [
                    "cipher-engine long 0.7 0.4 true", "volume-profile short 0.1 0.3 true",
                    "strategy-gen flat 0 0.3 true",
                ])
        #expect(decision.firstFailure == nil)
    }

    @Test func `lets one engine run hundreds of bars ahead`() throws {
        var core = confirmer()
        #expect(try core.take((0..<500).map { message(cipher, bar: $0, 0) }).isEmpty)
        #expect(try core.take((0..<400).map { message(strategy, bar: $0, 0) }).isEmpty)
        let decisions = try core.take((0..<300).map { message(profile, bar: $0, 0) })
        #expect(decisions.map(\.openedAt) == (0..<300).map { start($0) })
    }

    @Test func `marks a bar degraded that an engine has passed by`() throws {
        var core = confirmer()
        let decisions = try core.take(
            message(cipher, bar: 0, 90), message(profile, bar: 0, 90), message(strategy, bar: 1, 0),
            message(cipher, bar: 1, 0), message(profile, bar: 1, 0))
        #expect(decisions.map(\.openedAt) == [start(0), start(1)])
        #expect(decisions.map(\.isDegraded) == [true, false])
        #expect(decisions[0].contributions.map(\.isAnswered) == [true, true, false])
        #expect(decisions[0].firstFailure?.rule == "quorum")
        #expect(decisions[0].direction == .flat)
    }

    @Test func `confirms a degraded bar where the quorum allows it`() throws {
        var core = confirmer(ConfirmerSettings(quorum: 2))
        let decisions = try core.take(
            message(cipher, bar: 0, 90), message(profile, bar: 0, 90), message(strategy, bar: 1, 0))
        #expect(decisions.map(\.direction) == [.long])
        #expect(decisions.map(\.score) == [Rate("0.63")], "silence counts as no opinion, not as consent")
    }

    @Test func `rests after a confirmed decision, counted in bars`() throws {
        var core = confirmer(ConfirmerSettings(cooldownBars: 2))
        var directions: [Direction] = []
        for bar in 0..<7 { directions.append(try #require(try core.decide(bar: bar, 80, 80, 80)).direction) }
        #expect(directions == [.long, .flat, .flat, .long, .flat, .flat, .long])
        let afterGap = try #require(try core.decide(bar: 20, -80, -80, -80))
        #expect(afterGap.direction == .short)
    }

    @Test func `keeps instruments and intervals apart`() throws {
        var core = confirmer()
        let decisions = try core.take(
            message(cipher, bar: 0, 0), message(profile, bar: 0, 0, of: ether),
            message(strategy, bar: 0, 0, .oneHour), message(profile, bar: 0, 0),
            message(cipher, bar: 0, 0, of: ether),
            message(strategy, bar: 0, 0, of: ether), message(strategy, bar: 0, 0))
        #expect(decisions.map(\.instrument) == [ether, bitcoin])
    }

    @Test func `changes nothing on a repeat or for an engine that is not registered`() throws {
        var core = confirmer()
        _ = try core.decide(bar: 3, 80, 80, 80)
        let before = core
        let decisions = try core.take(
            message(cipher, bar: 3, 80), message(profile, bar: 2, 10), message("somebody", bar: 9, 100))
        #expect(decisions.isEmpty)
        #expect(core == before)
    }

    @Test func `refuses what contradicts itself and stays as it was`() throws {
        var core = confirmer()
        _ = try core.take(message(cipher, bar: 0, 80))
        let before = core
        func signal(_ direction: Direction, _ strength: Rate, at milliseconds: Int64 = 0) -> Message {
            Message(
                .signalEvaluated(
                    SignalEvaluated(
                        Signal(
                            engine: profile, instrument: bitcoin, interval: .thirtyMinutes,
                            openedAt: Timestamp(milliseconds: milliseconds), direction: direction,
                            strength: strength, reasons: [], evidence: []))))
        }
        let trade = Trade(
            instrument: bitcoin, id: 1, occurredAt: start(0), price: Price(whole: 1),
            quantity: Quantity(whole: 1),
            aggressor: .buy)
        var outbox = Outbox()
        for message in [
            signal(.flat, Rate(basisPoints: 1)), signal(.long, .zero),
            signal(.long, Rate(units: 100_000_001)),
            signal(.long, Rate(units: -1)), signal(.flat, .zero, at: 1),
            Message(.tradePrinted(TradePrinted(trade))),
        ] {
            #expect(throws: Refusal.self) { try core.step(message, from: .signals, into: &outbox) }
        }
        #expect(throws: Refusal.self) {
            try core.step(message(profile, bar: 0, 0), from: .confirmed, into: &outbox)
        }
        #expect(core == before)
        #expect(outbox.items.isEmpty)
    }
}

@Suite struct `Confirmer settings` {
    @Test func `are usable as they come`() { #expect(ConfirmerSettings().problems.isEmpty) }

    @Test(arguments: [
        (ConfirmerSettings(engines: []), "engines: at least one"),
        (
            ConfirmerSettings(engines: ConfirmerSettings.suiteEngines + ConfirmerSettings.suiteEngines),
            "engines: a name stands twice"
        ),
        (ConfirmerSettings(engines: [.init("", weight: Rate(whole: 1))]), "engines: a name is empty"),
        (ConfirmerSettings(engines: [.init("a", weight: .zero)]), "engines: no weight"),
        (ConfirmerSettings(engines: [.init("a", weight: Rate(whole: 2))]), "engines: the weight of a is 2"),
        (ConfirmerSettings(quorum: 4), "quorum: 4"), (ConfirmerSettings(quorum: 0), "quorum: 0"),
        (ConfirmerSettings(threshold: .zero), "threshold: 0"),
        (ConfirmerSettings(vetoStrength: Rate(whole: 2)), "vetoStrength: 2"),
        (ConfirmerSettings(cooldownBars: -1), "cooldownBars: -1"),
        (ConfirmerSettings(timeToLiveBars: 0), "timeToLiveBars: 0"),
    ])
    func `say what is wrong with them`(settings: ConfirmerSettings, problem: String) {
        #expect(settings.problems.contains { $0.hasPrefix(problem) })
    }
}
