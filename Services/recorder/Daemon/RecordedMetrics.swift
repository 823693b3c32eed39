import CoreMetrics
import Domain
import RecorderCore

/// What has been recorded, for whoever watches the suite; a batch that had to be stored again counts again.
struct RecordedMetrics: Sendable {
    /// What happened longer ago is not late but history: a replay's, or a backfill's.
    private static let longestAge = Duration.seconds(3_600)

    func stored(_ figures: RecordedFigures, at now: Timestamp) {
        for (figure, count) in figures.counts { counter(of: figure).increment(by: count) }
        for (event, happened) in figures.newest {
            let age = Duration.milliseconds(now.milliseconds - happened.milliseconds)
            guard age >= .zero, age <= Self.longestAge else { continue }
            Timer(label: "qtp_event_age_seconds", dimensions: [("event", event)])
                .recordNanoseconds(Int64(age / .nanoseconds(1)))
        }
    }

    private func counter(of figure: RecordedFigures.Figure) -> Counter {
        switch figure {
        case .decision(let outcome):
            Counter(label: "qtp_decisions_total", dimensions: [("outcome", outcome)])
        case .order(let status): Counter(label: "qtp_orders_total", dimensions: [("status", status.rawValue)])
        case .refusal(let rule): Counter(label: "qtp_order_refusals_total", dimensions: [("rule", rule)])
        case .fill: Counter(label: "qtp_fills_total")
        case .gap: Counter(label: "qtp_gaps_total")
        }
    }
}
