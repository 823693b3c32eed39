import CoreMetrics
import MarketFeedCore

/// What the feed tells about itself.
struct FeedMetrics: Sendable {
    private let messages = Counter(label: "qtp_feed_messages_total")
    private let refusedMessages = Counter(label: "qtp_feed_refused_messages_total")
    private let disconnects = Counter(label: "qtp_feed_disconnects_total")
    private let requests = Counter(label: "qtp_feed_requests_total")
    private let failedRequests = Counter(label: "qtp_feed_failed_requests_total")
    private let published = Counter(label: "qtp_feed_published_total")
    private let deadStreams = Counter(label: "qtp_feed_dead_streams_total")

    func received() { messages.increment() }
    func refusedMessage() { refusedMessages.increment() }
    func reconnected() { disconnects.increment() }
    func asked() { requests.increment() }
    func askedInVain() { failedRequests.increment() }
    func published(_ count: Int) { published.increment(by: count) }
    func foundDeadStream() { deadStreams.increment() }

    /// The state of one shard, which may be many in a process.
    func tell(_ feed: ShardFeed, of shard: String) {
        let labels = [("shard", shard)]
        let statistics = feed.statistics
        Gauge(label: "qtp_feed_held", dimensions: labels).record(feed.heldCount)
        Gauge(label: "qtp_feed_subscribed", dimensions: labels).record(feed.subscribed.count)
        Gauge(label: "qtp_feed_unlisted", dimensions: labels).record(feed.unlisted.count)
        Gauge(label: "qtp_feed_duplicates", dimensions: labels).record(statistics.duplicates)
        Gauge(label: "qtp_feed_revisions", dimensions: labels).record(statistics.revisions)
        Gauge(label: "qtp_feed_gaps", dimensions: labels).record(statistics.gaps)
        Gauge(label: "qtp_feed_incomplete_bars", dimensions: labels).record(statistics.incompleteBars)
    }
}
