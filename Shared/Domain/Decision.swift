/// What the confirmer made of one bar's signals.
///
/// Every bar gets exactly one, also a "no".
public struct Decision: Sendable, Hashable, Codable {
    /// One engine's part in a decision.
    public struct Contribution: Sendable, Hashable, Codable {
        /// The engine.
        public let engine: String
        /// Whether the engine had answered; false only in a degraded decision.
        public let isAnswered: Bool
        /// What its signal expected; flat when there was no answer.
        public let direction: Direction
        /// How sure it was.
        public let strength: Rate
        /// The engine's weight in the configuration.
        public let weight: Rate
        /// One engine's part in a decision.
        public init(engine: String, isAnswered: Bool, direction: Direction, strength: Rate, weight: Rate) {
            self.engine = engine
            self.isAnswered = isAnswered
            self.direction = direction
            self.strength = strength
            self.weight = weight
        }
    }
    /// One rule and how it went, in the order of evaluation.
    public struct RuleOutcome: Sendable, Hashable, Codable {
        /// Stable name, in the order of evaluation: `quorum`, `opinion`, `conflict`, `threshold`, `cooldown`.
        public let rule: String
        /// Whether the decision passed it.
        public let passed: Bool
        /// The measured value and the limit it was held against, for a reader.
        public let detail: String
        /// One rule and how it went.
        public init(rule: String, passed: Bool, detail: String) {
            self.rule = rule
            self.passed = passed
            self.detail = detail
        }
    }
    /// Which instrument.
    public let instrument: InstrumentID
    /// Interval of the bar.
    public let interval: Interval
    /// Start of the bar.
    public let openedAt: Timestamp
    /// What to do: `flat` is a "no".
    public let direction: Direction
    /// Weighted sum of the opinions, -1 ...
    ///
    /// 1.
    public let score: Rate
    /// Whether an engine's answer was missing and policy let the decision pass all the same.
    public let isDegraded: Bool
    /// When the decision is too old to act on.
    public let expiresAt: Timestamp
    /// What each registered engine said, in the order of the configuration.
    public let contributions: [Contribution]
    /// Every rule that was evaluated, up to and including the first that failed.
    public let rules: [RuleOutcome]
    /// What the confirmer made of one bar's signals.
    public init(
        instrument: InstrumentID, interval: Interval, openedAt: Timestamp, direction: Direction, score: Rate,
        isDegraded: Bool, expiresAt: Timestamp, contributions: [Contribution], rules: [RuleOutcome]
    ) {
        self.instrument = instrument
        self.interval = interval
        self.openedAt = openedAt
        self.direction = direction
        self.score = score
        self.isDegraded = isDegraded
        self.expiresAt = expiresAt
        self.contributions = contributions
        self.rules = rules
    }
    /// Derived from the cause: the bar.
    public var id: String { "decision/\(instrument)/\(interval.rawValue)/\(openedAt)" }
    /// The rule that said no; nil when the decision is confirmed.
    public var firstFailure: RuleOutcome? { rules.first { !$0.passed } }
}
