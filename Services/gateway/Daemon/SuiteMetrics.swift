import Bus
import CoreMetrics
import Messages
import RedisStreams
import ServiceLifecycle

/// Tells how far every service is, so that one that is gone is seen as well as one that is slow.
///
/// Every gateway measures the same, from Redis; of several take the largest.
struct SuiteMetrics: Service {
    private static let pause = Duration.seconds(5)
    let bus: RedisBus

    func run() async throws {
        try? await cancelWhenGracefulShutdown {
            while true {
                // While Redis is away the last figures stand, and `qtp_ready` tells why.
                if let statuses = try? await bus.status() { record(statuses) }
                try await Task.sleep(for: Self.pause)
            }
        }
    }

    private func record(_ statuses: [StageStatus]) {
        for service in ServiceName.pipeline {
            let own = statuses.filter { $0.service == service }
            // Nobody has ever begun: nothing is late yet.
            guard !own.isEmpty else { continue }
            let labels = [("service", service.rawValue)]
            Gauge(label: "qtp_lag_entries", dimensions: labels).record(own.reduce(0) { $0 + ($1.lag ?? 0) })
            Gauge(label: "qtp_lag_seconds", dimensions: labels).record(own.map(\.secondsBehind).max() ?? 0)
            Gauge(label: "qtp_pending_entries", dimensions: labels).record(own.reduce(0) { $0 + $1.pending })
            Gauge(label: "qtp_dead_letters", dimensions: labels).record(own.reduce(0) { $0 + $1.deadLetters })
            Gauge(label: "qtp_owned_shards", dimensions: labels)
                .record(Set(own.filter { $0.owner != nil }.map(\.shard)).count)
        }
        Gauge(label: "qtp_shards").record(bus.shardCount)
    }
}

extension StageStatus {
    /// By how much the newest entry is younger than the last one that was taken; 0 for who has taken all.
    fileprivate var secondsBehind: Double {
        guard lag != 0, lastAdded > cursor, cursor != .zero else { return 0 }
        return Double(lastAdded.milliseconds - cursor.milliseconds) / 1_000
    }
}
