public import Domain
public import Messages

/// Which events a webhook wants.
///
/// An empty list lets everything pass. A condition judges only events that have what it speaks of: a fill has no interval, so
/// no list of intervals keeps it out; leave its kind out of ``events`` instead.
public struct WebhookFilter: Sendable, Equatable, Codable {
    /// The kinds; never empty.
    public var events: [WebhookEvent]
    /// Only these instruments.
    public var instruments: [InstrumentID]
    /// Only bars, signals and decisions of these intervals.
    public var intervals: [Interval]
    /// Only signals of these engines.
    public var engines: [String]
    /// Only signals and decisions of these directions; a `flat` one is an engine that has nothing to say.
    public var directions: [Direction]
    /// Only orders in these states.
    public var statuses: [Order.Status]
    /// Only signals at least this sure, and decisions whose score is at least this far from zero.
    public var minimumStrength: Rate

    /// A filter by kind, and by whatever else is given.
    public init(
        events: [WebhookEvent], instruments: [InstrumentID] = [], intervals: [Interval] = [],
        engines: [String] = [], directions: [Direction] = [], statuses: [Order.Status] = [],
        minimumStrength: Rate = .zero
    ) {
        self.events = events
        self.instruments = instruments
        self.intervals = intervals
        self.engines = engines
        self.directions = directions
        self.statuses = statuses
        self.minimumStrength = minimumStrength
    }

    /// Whether the webhook wants this message.
    public func matches(_ message: Message) -> Bool {
        guard let event = WebhookEvent(message), events.contains(event) else { return false }
        let facts = WebhookFacts(message)
        return Self.passes(facts.instrument, instruments) && Self.passes(facts.interval, intervals)
            && Self.passes(facts.engine, engines) && Self.passes(facts.direction, directions)
            && Self.passes(facts.status, statuses)
            && facts.strength.map { $0 >= minimumStrength } ?? true
    }

    private static func passes<Value: Equatable>(_ value: Value?, _ wanted: [Value]) -> Bool {
        guard let value, !wanted.isEmpty else { return true }
        return wanted.contains(value)
    }
}
