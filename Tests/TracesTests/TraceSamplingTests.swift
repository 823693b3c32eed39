import Domain
import Messages
import Testing
import Traces

@Suite struct `Sampling of traces` {
    @Test func `keeps all, none, or about the part that was asked for`() {
        let traces = (0..<20_000).map { StableHash.fnv128("bar/sim:BTC-USD/30m/\($0 * 1_800_000)") }
        #expect(traces.allSatisfy(TraceSampling(ratio: 1).keeps))
        #expect(!traces.contains(where: TraceSampling(ratio: 0).keeps))
        // Ids of similar texts, whose bits are no more random than a hash makes them; five standard deviations.
        for ratio in [0.01, 0.1, 0.5] {
            let kept = Double(traces.count(where: TraceSampling(ratio: ratio).keeps))
            let deviation = (20_000 * ratio * (1 - ratio)).squareRoot()
            #expect(abs(kept - 20_000 * ratio) < 5 * deviation, "\(ratio): \(kept)")
        }
    }

    @Test func `keeps of a larger part all that it keeps of a smaller`() {
        for number in 0..<2_000 {
            let trace = StableHash.fnv128("trade/\(number)")
            if TraceSampling(ratio: 0.1).keeps(trace) { #expect(TraceSampling(ratio: 0.3).keeps(trace)) }
        }
    }
}

@Suite struct `A tracer` {
    private let place = TraceParent(trace: 7, span: 1)

    private func span(_ number: UInt64) -> Span {
        Span(
            "process bars", .consumer, at: place.step(number), causedBy: 1, from: SpanTime(nanoseconds: 1),
            to: SpanTime(nanoseconds: 2))
    }

    @Test func `keeps so many spans and no more, the first that came`() {
        let tracer = Tracer(TraceSampling(ratio: 1), limit: 3)
        tracer.record([span(1), span(2)])
        tracer.record([span(3), span(4)])
        #expect(tracer.take(atMost: 2).map(\.place.span) == [1, 2])
        tracer.record([span(5)])
        #expect(tracer.take(atMost: 10).map(\.place.span) == [3, 5])
        #expect(tracer.take(atMost: 10).isEmpty)
        tracer.close()
        tracer.record([span(6)])
        #expect(tracer.take(atMost: 10).isEmpty)
    }

    @Test func `wants what is kept, and no message without a trace`() {
        let all = Tracer(TraceSampling(ratio: 1), limit: 1)
        #expect(all.wanted(place.text) == place)
        #expect(all.wanted(nil) == nil && all.wanted("nonsense") == nil)
        #expect(Tracer(TraceSampling(ratio: 0), limit: 1).wanted(place.text) == nil)
    }
}
