/// Somebody outside the suite has an opinion about an instrument: an outside signal.
///
/// It stands for its source until a later one of the same source takes its place, or until it has lived its time.
public struct Alert: Sendable, Hashable, Codable {
    /// Derived from the source and what it said; the same for every copy of one alert.
    public let id: String
    /// Who says it: the caller's key or hook, and the name it gave itself.
    ///
    /// Sequence numbers and the order of alerts are a source's own, for each instrument and interval.
    public let source: String
    /// Which instrument.
    public let instrument: InstrumentID
    /// Interval of the bars it wants to be heard on.
    public let interval: Interval
    /// What it expects; flat takes back what its source said before.
    public let direction: Direction
    /// How sure it is, 0 to 1; zero exactly when flat.
    public let strength: Rate
    /// The source's own count of its alerts about this instrument and interval; nil where it does not count.
    public let sequence: Int64?
    /// For how many milliseconds after it was said it may be acted on; nil for its bar alone.
    public let timeToLive: Int64?
    /// When it was said, by the source's clock; nil where it does not tell.
    public let sentAt: Timestamp?
    /// When it came in, by our clock.
    public let receivedAt: Timestamp
    /// What the source wants a reader to know; may be empty.
    public let note: String

    /// What became of an alert when its bar closed.
    public enum Disposition: String, Sendable, Hashable, Codable, CaseIterable {
        /// It is its source's opinion.
        case applied
        /// A later alert of its source had taken its place.
        case superseded
        /// It had lived its time.
        case expired
    }

    /// The longest time to live: a year.
    public static let longestTimeToLive: Int64 = 31_536_000_000

    /// An opinion from outside.
    public init(
        id: String, source: String, instrument: InstrumentID, interval: Interval, direction: Direction,
        strength: Rate, sequence: Int64? = nil, timeToLive: Int64? = nil, sentAt: Timestamp? = nil,
        receivedAt: Timestamp, note: String = ""
    ) {
        self.id = id
        self.source = source
        self.instrument = instrument
        self.interval = interval
        self.direction = direction
        self.strength = strength
        self.sequence = sequence
        self.timeToLive = timeToLive
        self.sentAt = sentAt
        self.receivedAt = receivedAt
        self.note = note
    }

    /// When it counts as said.
    ///
    /// A source's clock may run ahead; later than it came in, nothing can have been said.
    public var saidAt: Timestamp { min(sentAt ?? receivedAt, receivedAt) }
}

/// An alert, the bar it was heard on, and what became of it there.
public struct AlertPlacement: Sendable, Hashable, Codable {
    /// The alert.
    public let alert: Alert
    /// Start of the bar that was open when the alert came in.
    public let openedAt: Timestamp
    /// What became of it when that bar closed.
    public let disposition: Alert.Disposition

    /// An alert in its place.
    public init(_ alert: Alert, openedAt: Timestamp, disposition: Alert.Disposition) {
        self.alert = alert
        self.openedAt = openedAt
        self.disposition = disposition
    }
}

/// Numbers that a source has passed over and that have not come within the window.
public struct AlertHole: Sendable, Hashable, Codable {
    /// Whose numbers.
    public let source: String
    /// About which instrument.
    public let instrument: InstrumentID
    /// On which bars.
    public let interval: Interval
    /// The first missing number.
    public let first: Int64
    /// The last missing number.
    public let last: Int64
    /// Start of the bar with the alert that came after them.
    public let openedAt: Timestamp

    /// Missing numbers.
    public init(
        source: String, instrument: InstrumentID, interval: Interval, first: Int64, last: Int64,
        openedAt: Timestamp
    ) {
        self.source = source
        self.instrument = instrument
        self.interval = interval
        self.first = first
        self.last = last
        self.openedAt = openedAt
    }
}
