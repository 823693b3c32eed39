import Domain

/// The rules that stand between the engines' opinions and a confirmed decision: one pure function.
enum ConfirmationRules {
    struct Verdict: Equatable {
        /// Flat is a no.
        let direction: Direction
        let score: Rate
        /// Every rule that was evaluated, up to and including the first that failed.
        let rules: [Decision.RuleOutcome]
    }

    /// Judges one bar.
    ///
    /// - Parameters:
    ///   - answers: in the order of `settings.engines`; nil where the engine passed the bar by.
    ///   - settings: weights and limits.
    ///   - barsSinceConfirmed: how many bars ago the last decision was confirmed; nil when none was.
    /// - Returns: the decision's direction and every rule it took to reach it.
    static func judge(
        _ answers: [EngineAnswer?], settings: ConfirmerSettings, barsSinceConfirmed: Int64?
    ) -> Verdict {
        let score = score(answers, engines: settings.engines)
        let checks = [
            { quorum(answers, settings: settings) },
            { opinion(answers) },
            { conflict(answers, score: score, settings: settings) },
            { threshold(score, settings: settings) },
            { cooldown(barsSinceConfirmed, settings: settings) },
        ]
        var rules: [Decision.RuleOutcome] = []
        for check in checks {
            let outcome = check()
            rules.append(outcome)
            if !outcome.passed { return Verdict(direction: .flat, score: score, rules: rules) }
        }
        return Verdict(direction: score.isPositive ? .long : .short, score: score, rules: rules)
    }

    /// The mean of the opinions by weight, from -1 to 1, rounded half to even at the eighth decimal.
    ///
    /// An engine that did not answer counts as having none, so that silence never makes the others louder. A guest has a
    /// share only where it has an opinion.
    static func score(_ answers: [EngineAnswer?], engines: [ConfirmerSettings.Engine]) -> Rate {
        var sum: Int128 = 0
        var weights: Int128 = 0
        for (answer, engine) in zip(answers, engines) {
            let opinion = answer?.opinion ?? .zero
            guard !engine.isGuest || opinion != .zero else { continue }
            weights += Int128(engine.weight.units)
            sum += Int128(opinion.units) * Int128(engine.weight.units)
        }
        // |sum| is at most one whole times the weights, so the quotient fits.
        let (quotient, remainder) = sum.quotientAndRemainder(dividingBy: weights)
        let twice = remainder.magnitude * 2
        let isAway = twice > weights.magnitude || (twice == weights.magnitude && quotient % 2 != 0)
        return Rate(units: Int64(isAway ? quotient + sum.signum() : quotient))
    }

    /// Enough engines have answered.
    private static func quorum(_ answers: [EngineAnswer?], settings: ConfirmerSettings)
        -> Decision.RuleOutcome
    {
        let own = zip(answers, settings.engines).filter { !$0.1.isGuest }.map(\.0)
        let answered = own.count { $0 != nil }
        let needed = settings.quorum ?? own.count
        return Decision.RuleOutcome(
            rule: "quorum", passed: answered >= needed,
            detail: "\(answered) of \(own.count) engines answered, \(needed) needed")
    }

    /// Somebody has something to say.
    private static func opinion(_ answers: [EngineAnswer?]) -> Decision.RuleOutcome {
        let opinions = answers.count { $0.map { $0.direction != .flat } ?? false }
        return Decision.RuleOutcome(
            rule: "opinion", passed: opinions > 0, detail: "\(opinions) engines have an opinion, 1 needed")
    }

    /// Nobody is sure of the opposite.
    private static func conflict(
        _ answers: [EngineAnswer?], score: Rate, settings: ConfirmerSettings
    ) -> Decision.RuleOutcome {
        let opposite: Direction = score < .zero ? .long : .short
        var strongest: (engine: String, strength: Rate)?
        for (answer, engine) in zip(answers, settings.engines) {
            guard let answer, answer.direction == opposite else { continue }
            if strongest.map({ answer.strength > $0.strength }) ?? true {
                strongest = (engine.name, answer.strength)
            }
        }
        let limit = "veto from \(settings.vetoStrength)"
        guard let strongest else {
            return Decision.RuleOutcome(rule: "conflict", passed: true, detail: "no engine opposes, \(limit)")
        }
        return Decision.RuleOutcome(
            rule: "conflict", passed: strongest.strength < settings.vetoStrength,
            detail: "\(strongest.engine) opposes with \(strongest.strength), \(limit)")
    }

    /// The score is far enough from zero.
    private static func threshold(_ score: Rate, settings: ConfirmerSettings) -> Decision.RuleOutcome {
        Decision.RuleOutcome(
            rule: "threshold", passed: score.magnitude >= settings.threshold,
            detail: "score \(score), threshold \(settings.threshold)")
    }

    /// The last confirmed decision is long enough ago.
    private static func cooldown(_ barsSince: Int64?, settings: ConfirmerSettings) -> Decision.RuleOutcome {
        guard let barsSince else {
            return Decision.RuleOutcome(
                rule: "cooldown", passed: true, detail: "nothing was confirmed before")
        }
        return Decision.RuleOutcome(
            rule: "cooldown", passed: barsSince > settings.cooldownBars,
            detail:
                "\(barsSince) bars since the last confirmed decision, more than \(settings.cooldownBars) needed"
        )
    }
}
