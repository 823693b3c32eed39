public import Domain

/// Who wants which bars.
///
/// All engines of a shard read one `bars` stream and answer every bar on it, so a subscription does not hide bars
/// from one engine: the router emits an interval of an instrument when at least one subscriber wants it.
public struct Subscription: Sendable, Hashable, Codable {
    /// The engine that wants them, by the name on its signals: `cipher-engine`.
    public let subscriber: String
    /// The instruments it wants; nil for all.
    public let instruments: [InstrumentID]?
    /// The intervals it wants; nil for all that the instrument's route has.
    public let intervals: [Interval]?

    /// A wish for bars.
    public init(_ subscriber: String, instruments: [InstrumentID]? = nil, intervals: [Interval]? = nil) {
        self.subscriber = subscriber
        self.instruments = instruments
        self.intervals = intervals
    }

    func covers(_ instrument: InstrumentID) -> Bool { instruments?.contains(instrument) ?? true }

    func wants(_ interval: Interval) -> Bool { intervals?.contains(interval) ?? true }
}
