public import Domain

/// An engine has answered a bar.
public struct SignalEvaluated: MessageBody {
    /// What readers in other languages must know of it.
    public static let schema = MessageSchema(
        type: "signal.evaluated", streams: [.signals],
        summary: "An engine has answered a bar, also when it has nothing to say.",
        fields: [
            FieldSchema("engine", .text, "Who answers."),
            FieldSchema("interval", .word(Interval.allCases.map(\.rawValue)), "Interval of the bar."),
            FieldSchema("openedAt", .timestamp, "Start of the bar."),
            FieldSchema("direction", .word(Direction.allCases.map(\.rawValue)), "What the engine expects."),
            FieldSchema("strength", .decimal, "How sure it is, 0 to 1; 0 exactly when flat."),
            FieldSchema("reasons", .words, "Stable codes of what was seen."),
            FieldSchema("e.", .group("a finite number"), "The numbers behind the opinion."),
        ])
    /// The opinion.
    public let signal: Signal
    /// Tells of an opinion.
    public init(_ signal: Signal) { self.signal = signal }

    /// Derived from the cause, the same on every redelivery.
    public var id: String { signal.id }
    /// The entry's `key`; nil for what concerns a whole shard.
    public var instrument: InstrumentID? { signal.instrument }
    /// The close of the bar, which is when the opinion could first be known.
    public var occurredAt: Timestamp { signal.openedAt + signal.interval }

    /// Writes the payload's fields in the schema's order.
    public func write(to writer: inout FieldWriter) {
        writer.write("engine", signal.engine)
        writer.write("interval", signal.interval)
        writer.write("openedAt", signal.openedAt)
        writer.write("direction", signal.direction)
        writer.write("strength", signal.strength)
        writer.write("reasons", signal.reasons)
        for item in signal.evidence { writer.write(group: "e." + item.name, item.value.description) }
    }

    /// Reads the payload's fields.
    public init(from reader: inout FieldReader) throws(DecodingFailure) {
        let instrument = try reader.instrument("key")
        let engine = try reader.text("engine")
        let interval: Interval = try reader.word("interval")
        let openedAt = try reader.timestamp("openedAt")
        let direction: Direction = try reader.word("direction")
        let strength: Rate = try reader.decimal("strength")
        let reasons = try reader.words("reasons")
        var evidence: [Evidence] = []
        for (name, text) in reader.group("e.") {
            guard let value = Double(text), value.isFinite else {
                throw .invalid(field: "e." + name, text: text)
            }
            evidence.append(Evidence(name, value))
        }
        guard strength >= .zero, strength <= Rate(whole: 1) else {
            throw .invalid(field: "strength", text: strength.description)
        }
        signal = Signal(
            engine: engine, instrument: instrument, interval: interval, openedAt: openedAt,
            direction: direction, strength: strength, reasons: reasons, evidence: evidence)
    }
}

/// The confirmer has decided a bar.
public struct DecisionMade: MessageBody {
    /// What readers in other languages must know of it.
    public static let schema = MessageSchema(
        type: "decision.made", streams: [.confirmed],
        summary: "The confirmer has decided a bar; a flat direction is a no.",
        fields: [
            FieldSchema("interval", .word(Interval.allCases.map(\.rawValue)), "Interval of the bar."),
            FieldSchema("openedAt", .timestamp, "Start of the bar."),
            FieldSchema("direction", .word(Direction.allCases.map(\.rawValue)), "What to do."),
            FieldSchema("score", .decimal, "Weighted sum of the opinions, -1 to 1."),
            FieldSchema("degraded", .boolean, "Whether an engine's answer was missing."),
            FieldSchema("expiresAt", .timestamp, "When the decision is too old to act on."),
            FieldSchema(
                "c.", .group("direction, strength and weight, or missing, 0 and weight, separated by blanks"),
                "What each registered engine said."),
            FieldSchema(
                "r.", .group("pass or fail, a blank, the detail"), "Rules up to the first that failed."),
        ])
    /// The decision.
    public let decision: Decision
    /// Tells of a decision.
    public init(_ decision: Decision) { self.decision = decision }

    /// Derived from the cause, the same on every redelivery.
    public var id: String { decision.id }
    /// The entry's `key`; nil for what concerns a whole shard.
    public var instrument: InstrumentID? { decision.instrument }
    /// The close of the bar.
    public var occurredAt: Timestamp { decision.openedAt + decision.interval }

    /// Writes the payload's fields in the schema's order.
    public func write(to writer: inout FieldWriter) {
        writer.write("interval", decision.interval)
        writer.write("openedAt", decision.openedAt)
        writer.write("direction", decision.direction)
        writer.write("score", decision.score)
        writer.write("degraded", decision.isDegraded)
        writer.write("expiresAt", decision.expiresAt)
        for item in decision.contributions {
            let word = item.isAnswered ? item.direction.rawValue : "missing"
            writer.write(group: "c." + item.engine, "\(word) \(item.strength) \(item.weight)")
        }
        for rule in decision.rules {
            writer.write(group: "r." + rule.rule, (rule.passed ? "pass " : "fail ") + rule.detail)
        }
    }

    /// Reads the payload's fields.
    public init(from reader: inout FieldReader) throws(DecodingFailure) {
        let instrument = try reader.instrument("key")
        let interval: Interval = try reader.word("interval")
        let openedAt = try reader.timestamp("openedAt")
        let direction: Direction = try reader.word("direction")
        let score: Rate = try reader.decimal("score")
        let isDegraded = try reader.boolean("degraded")
        let expiresAt = try reader.timestamp("expiresAt")
        var contributions: [Decision.Contribution] = []
        for (engine, text) in reader.group("c.") {
            let parts = text.split(separator: " ")
            guard parts.count == 3, let strength = Rate(String(parts[1])),
                let weight = Rate(String(parts[2])),
                let direction = parts[0] == "missing" ? .flat : Direction(rawValue: String(parts[0]))
            else { throw .invalid(field: "c." + engine, text: text) }
            contributions.append(
                Decision.Contribution(
                    engine: engine, isAnswered: parts[0] != "missing", direction: direction,
                    strength: strength,
                    weight: weight))
        }
        var rules: [Decision.RuleOutcome] = []
        for (rule, text) in reader.group("r.") {
            guard text.hasPrefix("pass ") || text.hasPrefix("fail ") else {
                throw .invalid(field: "r." + rule, text: text)
            }
            rules.append(
                Decision.RuleOutcome(
                    rule: rule, passed: text.hasPrefix("pass"), detail: String(text.dropFirst(5))))
        }
        decision = Decision(
            instrument: instrument, interval: interval, openedAt: openedAt, direction: direction,
            score: score,
            isDegraded: isDegraded, expiresAt: expiresAt, contributions: contributions, rules: rules)
    }
}
