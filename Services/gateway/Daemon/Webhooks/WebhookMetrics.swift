import CoreMetrics
import GatewayCore

/// What the dispatcher tells about itself.
struct WebhookMetrics: Sendable {
    private let sent = Counter(label: "qtp_webhook_deliveries_total", dimensions: [("outcome", "sent")])
    private let retried = Counter(label: "qtp_webhook_deliveries_total", dimensions: [("outcome", "retry")])
    private let dead = Counter(label: "qtp_webhook_deliveries_total", dimensions: [("outcome", "dead")])
    private let pending = Gauge(label: "qtp_webhook_pending")
    private let oldest = Gauge(label: "qtp_webhook_oldest_pending_seconds")

    /// An attempt has ended.
    func count(_ verdict: WebhookVerdict) {
        switch verdict {
        case .sent: sent.increment()
        case .retry: retried.increment()
        case .dead: dead.increment()
        }
    }

    /// What waits, over all gateways.
    func observe(pending count: Int64, oldestMilliseconds: Int64) {
        pending.record(count)
        oldest.record(Double(oldestMilliseconds) / 1_000)
    }
}
