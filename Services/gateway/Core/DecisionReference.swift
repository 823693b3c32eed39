public import Domain

/// A decision's id taken apart: `decision/venue:symbol/interval/openedAt`.
public struct DecisionReference: Sendable, Equatable {
    /// Which instrument.
    public let instrument: InstrumentID
    /// Interval of the bar.
    public let interval: Interval
    /// Start of the bar.
    public let openedAt: Timestamp

    /// Reads an id; nil for anything else.
    ///
    /// The leading `decision/` may be left out.
    public init?(_ id: String) {
        var parts = id.split(separator: "/", omittingEmptySubsequences: false)
        if parts.first == "decision" { parts.removeFirst() }
        guard parts.count == 3, let instrument = InstrumentID(String(parts[0])),
            let interval = Interval(rawValue: String(parts[1])), let openedAt = Int64(parts[2])
        else { return nil }
        self.instrument = instrument
        self.interval = interval
        self.openedAt = Timestamp(milliseconds: openedAt)
    }

    /// The id itself.
    public var id: String { "decision/\(instrument)/\(interval.rawValue)/\(openedAt)" }
}
