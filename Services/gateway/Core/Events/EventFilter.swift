public import Domain
import Messages

/// Which events a subscription is about.
public struct EventFilter: Sendable, Equatable {
    /// Topics; at least one.
    public let topics: Set<EventTopic>
    /// Only this instrument; nil for all, and for what concerns none.
    public let instrument: InstrumentID?
    /// Only bars of this length and what was made of them; topics without intervals are not touched by it.
    public let interval: Interval?

    /// Which events a subscription is about.
    public init(topics: Set<EventTopic>, instrument: InstrumentID? = nil, interval: Interval? = nil) {
        self.topics = topics
        self.instrument = instrument
        self.interval = interval
    }

    /// Everything.
    public static let all = EventFilter(topics: Set(EventTopic.allCases))

    /// Whether an event belongs to the subscription.
    public func matches(_ topic: EventTopic, _ instrument: InstrumentID?, _ interval: Interval?) -> Bool {
        guard topics.contains(topic) else { return false }
        if let wanted = self.instrument, wanted != instrument { return false }
        if let wanted = self.interval, let interval, wanted != interval { return false }
        return true
    }

    /// Whether an event could belong to both subscriptions.
    public func overlaps(_ other: EventFilter) -> Bool {
        guard !topics.isDisjoint(with: other.topics) else { return false }
        if let own = instrument, let others = other.instrument, own != others { return false }
        if let own = interval, let others = other.interval, own != others {
            // An interval does not narrow these topics down.
            return !topics.intersection(other.topics).isDisjoint(with: Self.withoutInterval)
        }
        return true
    }

    private static let withoutInterval: Set<EventTopic> = [
        .trades, .orders, .fills, .positions, .equity, .system,
    ]

    /// The places whose entries can hold events of the subscription.
    public func places(shardCount: Int) -> [EventCursor.Place] {
        places(of: topics, shardCount: shardCount)
    }

    /// The places from which missed events are made again.
    public func repeatablePlaces(shardCount: Int) -> [EventCursor.Place] {
        places(of: topics.filter(\.isRepeatable), shardCount: shardCount)
    }

    private func places(of topics: Set<EventTopic>, shardCount: Int) -> [EventCursor.Place] {
        let streams = Set(topics.flatMap(\.streams))
        let shards = instrument.map { [Shard(of: $0, count: shardCount).index] } ?? Array(0..<shardCount)
        return EventTopic.allStreams.filter(streams.contains)
            .flatMap { stream in shards.map { EventCursor.Place(stream, $0) } }
    }
}
