/// A moment of event time: milliseconds since the Unix epoch, UTC.
public struct Timestamp: Sendable, Hashable, Comparable, Codable, CustomStringConvertible {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    public let milliseconds: Int64
    /// The moment so many milliseconds after the Unix epoch.
    public init(milliseconds: Int64) { self.milliseconds = milliseconds }
    /// Before every event.
    public static let distantPast = Self(milliseconds: .min)
    /// Whether a market can have been open then: from the Unix epoch to the year 9999.
    ///
    /// Arithmetic with intervals never overflows on such a moment.
    public var isPlausible: Bool { (0..<253_402_300_800_000).contains(milliseconds) }
    /// The milliseconds as decimal text.
    public var description: String { String(milliseconds) }
    /// Reads a plain number of milliseconds.
    public init(from decoder: any Decoder) throws {
        milliseconds = try decoder.singleValueContainer().decode(Int64.self)
    }
    /// Writes a plain number of milliseconds.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(milliseconds)
    }
    /// Orders by time.
    public static func < (left: Self, right: Self) -> Bool { left.milliseconds < right.milliseconds }
    /// The start of the bar after the one that starts here.
    public static func + (time: Self, interval: Interval) -> Self {
        Self(milliseconds: time.milliseconds + interval.milliseconds)
    }
    /// The start of the bar before the one that starts here.
    public static func - (time: Self, interval: Interval) -> Self {
        Self(milliseconds: time.milliseconds - interval.milliseconds)
    }
}
