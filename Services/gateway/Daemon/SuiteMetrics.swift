import Bus
import CoreMetrics
import Domain
import Messages
import RedisStreams
import ServiceLifecycle
import ServiceRuntime

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
            Gauge(label: "qtp_lag_entries", dimensions: labels).record(own.lag.map(Double.init) ?? .nan)
            Gauge(label: "qtp_lag_seconds", dimensions: labels).record(own.map(\.secondsBehind).max() ?? 0)
            Gauge(label: "qtp_owned_shards", dimensions: labels)
                .record(Set(own.filter { $0.owner != nil }.map(\.shard)).count)
        }
        // Workers own no shards, and what waits for one may wait for long.
        for service in ServiceName.pipeline + [.worker] {
            recordUnfinished(service, statuses.filter { $0.service == service })
        }
        Gauge(label: "qtp_shards").record(bus.shardCount)
    }

    private func recordUnfinished(_ service: ServiceName, _ own: [StageStatus]) {
        guard !own.isEmpty else { return }
        let labels = [("service", service.rawValue)]
        Gauge(label: "qtp_pending_entries", dimensions: labels).record(own.reduce(0) { $0 + $1.pending })
        Gauge(label: "qtp_dead_letters", dimensions: labels).record(own.reduce(0) { $0 + $1.deadLetters })
        guard own.contains(where: \.stream.isWorkQueue) else { return }
        let oldest = own.compactMap(\.oldestUnfinished).min()
        let age = oldest.map { Timestamp.now.milliseconds - Int64(clamping: $0.milliseconds) } ?? 0
        Gauge(label: "qtp_oldest_pending_seconds", dimensions: labels).record(Double(max(age, 0)) / 1_000)
    }
}
