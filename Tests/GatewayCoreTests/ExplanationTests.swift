import Domain
import GatewayCore
import Testing

@Suite struct `An explanation` {
    private let instrument = InstrumentID(venue: "sim", symbol: "X")

    private func decision(
        _ direction: Direction, rules: [Decision.RuleOutcome], spoken: Direction = .long
    ) -> Decision {
        Decision(
            instrument: instrument, interval: .thirtyMinutes, openedAt: Timestamp(milliseconds: 1_800_000),
            direction: direction, score: Rate("0.6") ?? .zero, isDegraded: false,
            expiresAt: Timestamp(milliseconds: 0),
            contributions: [
                .init(
                    engine: "cipher-engine", isAnswered: true, direction: spoken,
                    strength: Rate("0.8") ?? .zero,
                    weight: Rate("0.3") ?? .zero),
                .init(
                    engine: "strategy-gen", isAnswered: true, direction: .short,
                    strength: Rate("0.5") ?? .zero,
                    weight: Rate("0.1") ?? .zero),
                .init(
                    engine: "volume-profile", isAnswered: false, direction: .flat, strength: .zero,
                    weight: .zero),
            ], rules: rules)
    }
    private let passed = Decision.RuleOutcome(rule: "conflict", passed: true, detail: "0 oppose")
    private let failed = Decision.RuleOutcome(rule: "threshold", passed: false, detail: "0.2 below 0.25")

    @Test func `of a refusal names the first failing rule`() throws {
        let explanation = Explanation(
            of: decision(.flat, rules: [passed, failed]), signals: [], orders: [], fills: [])
        let json = try ParsedJSON(explanation.json.encoded)
        #expect(json["verdict"] == .text("rejected"))
        #expect(json["firstFailure", "rule"] == .text("threshold"))
        #expect(json["rules", "0", "passed"] == .boolean(true))
        #expect(explanation.sentences.contains("Rule threshold failed: 0.2 below 0.25."))
        #expect(explanation.sentences.contains("volume-profile did not answer."))
    }

    @Test func `gives each engine its signed share of the score, its reasons and its numbers`() throws {
        let signal = Signal(
            engine: "cipher-engine", instrument: instrument, interval: .thirtyMinutes,
            openedAt: Timestamp(milliseconds: 1_800_000), direction: .long, strength: .zero,
            reasons: ["green_dot"], evidence: [Evidence("wt1", -53.25)])
        let json = try ParsedJSON(
            Explanation(of: decision(.long, rules: [passed]), signals: [signal], orders: [], fills: []).json
                .encoded)
        #expect(json["contributions", "0", "share"] == .text("0.6"))
        #expect(json["contributions", "1", "share"] == .text("-0.125"))
        #expect(json["contributions", "2", "share"] == .text("0"))
        #expect(json["contributions", "0", "reasons"] == .array([.text("green_dot")]))
        #expect(json["contributions", "0", "evidence", "0", "value"] == .number(-53.25))
    }

    @Test func `of a confirmed decision tells what the executor did`() {
        let confirmed = decision(.long, rules: [passed])
        let idle = Explanation(of: confirmed, signals: [], orders: [], fills: [])
        #expect(idle.sentences.last == "The executor has placed no order for it.")
        let order = Order(
            clientOrderID: "q1", causeID: confirmed.id, instrument: instrument, side: .buy, quantity: .zero,
            filledQuantity: .zero, status: .refused, reason: "kill_switch engaged", updatedAt: .distantPast)
        let refused = Explanation(of: confirmed, signals: [], orders: [order], fills: [])
        #expect(refused.sentences.last == "Order q1 to buy 0 is refused: kill_switch engaged.")
        #expect(refused.verdict == .confirmed)
    }

    @Test func `has the form the API promises`() throws {
        let json = try ParsedJSON(
            Explanation(of: decision(.flat, rules: []), signals: [], orders: [], fills: []).json.encoded)
        #expect(json.names == Set(Resource.explanation.fields.map(\.name)))
        #expect(json["verdict"] == .text("silent") && json["firstFailure"] == .null)
    }
}

@Suite struct `A decision's id` {
    @Test(arguments: ["decision/sim:X/30m/1500000000000", "sim:X/30m/1500000000000"])
    func `is taken apart, with or without its first word`(id: String) {
        #expect(DecisionReference(id)?.id == "decision/sim:X/30m/1500000000000")
    }

    @Test(arguments: [
        "", "decision", "decision/X/30m/1", "decision/sim:X/7m/1", "decision/sim:X/30m/x", "a/b/c/d/e",
    ])
    func `is refused when it is none`(id: String) {
        #expect(DecisionReference(id) == nil)
    }
}
