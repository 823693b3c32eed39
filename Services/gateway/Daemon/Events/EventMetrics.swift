import CoreMetrics
import GatewayCore

/// What the event hub tells about itself.
struct EventMetrics: Sendable {
    private let clients = Gauge(label: "qtp_gateway_event_clients")
    private let windowEvents = Gauge(label: "qtp_gateway_event_window_events")
    private let taken = Counter(label: "qtp_gateway_events_total")
    private let deliveries = Counter(label: "qtp_gateway_event_deliveries_total")
    private let conflated = Counter(label: "qtp_gateway_event_conflated_total")
    private let overflows = Counter(label: "qtp_gateway_event_overflows_total")
    private let backlogs = Counter(label: "qtp_gateway_event_backlog_reads_total")
    private let gaps: [EventNotice.Reason: Counter]

    init() {
        gaps = Dictionary(
            uniqueKeysWithValues: EventNotice.Reason.allCases.map {
                ($0, Counter(label: "qtp_gateway_event_gaps_total", dimensions: [("reason", $0.rawValue)]))
            })
    }

    func follow(_ count: Int) { clients.record(count) }
    func took(_ count: Int, windowSize: Int) {
        taken.increment(by: count)
        windowEvents.record(windowSize)
    }
    func delivered(_ count: Int) { deliveries.increment(by: count) }
    func offered(_ outcome: EventQueue<EventDelivery>.Outcome) {
        switch outcome {
        case .queued: break
        case .replaced: conflated.increment()
        case .overflowed: overflows.increment()
        }
    }
    func readBacklog() { backlogs.increment() }
    func gap(_ reason: EventNotice.Reason) { gaps[reason]?.increment() }
}
