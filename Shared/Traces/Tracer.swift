internal import CoreMetrics
public import Messages
internal import Synchronization

/// Takes a process's spans and keeps them until they are sent.
///
/// Taking never waits: when what waits to be sent has reached the limit, a span is dropped and counted. So a collector that
/// is slow or away costs spans, and nothing else.
public final class Tracer: Sendable {
    private struct State {
        var waiting: [Span] = []
        var isClosed = false
    }

    private let sampling: TraceSampling
    private let limit: Int
    private let state = Mutex(State())
    private let recorded = Counter(label: "qtp_spans_recorded_total")
    private let overflowed = Counter(label: "qtp_spans_dropped_total", dimensions: [("reason", "queue_full")])

    /// A tracer of the traces that `sampling` keeps, at most `limit` spans of which wait.
    public init(_ sampling: TraceSampling, limit: Int) {
        self.sampling = sampling
        self.limit = limit
    }

    /// Whether spans of this trace are wanted.
    public func keeps(_ place: TraceParent) -> Bool { sampling.keeps(place.trace) }

    /// The place a message names, if spans of its trace are wanted.
    public func wanted(_ traceparent: String?) -> TraceParent? {
        guard let traceparent, let place = TraceParent(traceparent), keeps(place) else { return nil }
        return place
    }

    /// Takes spans, of traces that are wanted.
    public func record(_ spans: [Span]) {
        guard !spans.isEmpty else { return }
        let taken = state.withLock { state in
            let room = state.isClosed ? 0 : max(limit - state.waiting.count, 0)
            state.waiting += spans.prefix(room)
            return min(room, spans.count)
        }
        if taken > 0 { recorded.increment(by: taken) }
        if taken < spans.count { overflowed.increment(by: spans.count - taken) }
    }

    /// Takes out what has waited longest, at most so many.
    public func take(atMost count: Int) -> [Span] {
        state.withLock { state in
            let batch = Array(state.waiting.prefix(count))
            state.waiting.removeFirst(batch.count)
            return batch
        }
    }

    /// Takes nothing any more: nobody is left to send it.
    public func close() { state.withLock { $0.isClosed = true } }
}
