/// One engine's opinion about one bar.
///
/// Every engine has exactly one on every bar, also when it is `flat`.
public struct Signal: Sendable, Hashable, Codable {
    /// The engine that speaks: `cipher-engine`, `volume-profile`, `strategy-gen`.
    public let engine: String
    /// Which instrument.
    public let instrument: InstrumentID
    /// Interval of the bar.
    public let interval: Interval
    /// Start of the bar the opinion is about.
    public let openedAt: Timestamp
    /// What the engine expects.
    public let direction: Direction
    /// How sure it is, 0 ...
    ///
    /// 1; zero exactly when flat.
    public let strength: Rate
    /// Stable codes of what was seen, in a fixed order: `green_dot`, `value_area_low_rejection`.
    public let reasons: [String]
    /// The numbers behind the opinion, in the engine's fixed order.
    public let evidence: [Evidence]
    /// One engine's opinion about one bar.
    public init(
        engine: String, instrument: InstrumentID, interval: Interval, openedAt: Timestamp,
        direction: Direction, strength: Rate, reasons: [String], evidence: [Evidence]
    ) {
        self.engine = engine
        self.instrument = instrument
        self.interval = interval
        self.openedAt = openedAt
        self.direction = direction
        self.strength = strength
        self.reasons = reasons
        self.evidence = evidence
    }
    /// Derived from the cause: engine and bar.
    public var id: String { "\(engine)/\(instrument)/\(interval.rawValue)/\(openedAt)" }
}

/// One named number behind an opinion.
public struct Evidence: Sendable, Hashable, Codable {
    /// Stable name: `wt1`, `poc`.
    public let name: String
    /// The value; finite.
    public let value: Double
    /// One named number behind an opinion.
    public init(_ name: String, _ value: Double) {
        self.name = name
        self.value = value
    }
}
