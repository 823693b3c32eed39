import Bus
import Domain
import GatewayCore
import RedisStreams

/// The state a client starts from, and the cursor after which its events follow without a hole or a repeat.
struct EventSnapshots: Sendable {
    let hub: EventHub
    let records: EventRecords
    let bus: RedisBus

    struct Result: Sendable {
        /// One document a topic, in the topics' order.
        let documents: [JSONValue]
        /// After all of them.
        let cursor: EventCursor
    }

    /// The newest `limit` records of each topic; of positions and equity all.
    func snapshot(of filter: EventFilter, limit: Int) async throws -> Result {
        let topics = EventTopic.allCases.filter(filter.topics.contains)
        var queries: [EventTopic: SnapshotQuery] = [:]
        for topic in topics {
            queries[topic] = try SnapshotQuery(
                topic, instrument: filter.instrument, interval: filter.interval, limit: limit)
        }
        let asked = topics.filter { queries[$0] != nil }
        let stored = asked.isEmpty ? nil : try await records.items(of: asked.compactMap { queries[$0] })
        var items = Dictionary(uniqueKeysWithValues: zip(asked, stored?.items ?? []))
        guard let now = hub.cursor else { throw Problem.unavailable("The event stream") }
        // What is not stored is taken from memory, and that is never behind what is.
        var cursor = now
        if topics.contains(.equity), let worth = hub.holdings(of: filter.instrument) {
            items[.equity] = .array(worth.items)
            cursor = worth.cursor
        }
        if topics.contains(.system), filter.instrument == nil {
            let statuses = try await bus.status()
            let jobs = try await JobQueueState(statuses, on: bus)
            items[.system] = [StatusView.json(statuses, shards: bus.shardCount, jobs: jobs)]
        }
        if let stored { cursor = hub.cursor(after: stored.recorded, filter) ?? cursor }
        let text = cursor.text
        return Result(
            documents: topics.map { topic in
                EventNotice.snapshot(
                    topic, instrument: filter.instrument, interval: filter.interval,
                    items: items[topic] ?? [], cursor: text)
            }, cursor: cursor)
    }
}
