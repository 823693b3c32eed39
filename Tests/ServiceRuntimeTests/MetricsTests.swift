import CoreMetrics
import Testing

@testable import ServiceRuntime

@Suite struct `The metrics registry` {
    @Test func `renders Prometheus' text, sorted, with escaped labels`() {
        let registry = MetricsRegistry()
        Counter(label: "orders", dimensions: [("side", "sell")], factory: registry).increment(by: 2)
        Counter(label: "orders", dimensions: [("side", "buy")], factory: registry).increment()
        Gauge(label: "queue.depth", dimensions: [("name", "a\"b\\c\nd")], factory: registry).record(1.5)
        let timer = Timer(label: "hop", factory: registry)
        timer.recordNanoseconds(100_000)
        timer.recordNanoseconds(3_000_000_000)
        let buckets = """
            hop_seconds_bucket{le="0.0001"} 1
            hop_seconds_bucket{le="0.00025"} 1
            hop_seconds_bucket{le="0.0005"} 1
            hop_seconds_bucket{le="0.001"} 1
            hop_seconds_bucket{le="0.0025"} 1
            hop_seconds_bucket{le="0.005"} 1
            hop_seconds_bucket{le="0.01"} 1
            hop_seconds_bucket{le="0.025"} 1
            hop_seconds_bucket{le="0.05"} 1
            hop_seconds_bucket{le="0.1"} 1
            hop_seconds_bucket{le="0.25"} 1
            hop_seconds_bucket{le="0.5"} 1
            hop_seconds_bucket{le="1"} 1
            hop_seconds_bucket{le="2.5"} 1
            hop_seconds_bucket{le="5"} 2
            hop_seconds_bucket{le="10"} 2
            hop_seconds_bucket{le="+Inf"} 2
            """
        #expect(
            registry.prometheusText() == """
                # TYPE hop_seconds histogram
                \(buckets)
                hop_seconds_sum 3.0001
                hop_seconds_count 2
                # TYPE orders_total counter
                orders_total{side="buy"} 1
                orders_total{side="sell"} 2
                # TYPE queue_depth gauge
                queue_depth{name="a\\"b\\\\c\\nd"} 1.5

                """)
    }

    @Test func `gives the same counter to everyone who asks for it`() {
        let registry = MetricsRegistry()
        for _ in 0..<3 { Counter(label: "n", factory: registry).increment() }
        #expect(registry.prometheusText() == "# TYPE n_total counter\nn_total 3\n")
    }

    @Test func `tells what a known metric means`() {
        let registry = MetricsRegistry()
        Counter(label: "qtp_stage_entries_total", factory: registry).increment()
        #expect(registry.prometheusText().hasPrefix("# HELP qtp_stage_entries_total "))
    }

    @Test func `says of a number that is none what Prometheus reads`() {
        let registry = MetricsRegistry()
        for (name, value) in [("a", Double.nan), ("b", .infinity), ("c", -.infinity)] {
            Gauge(label: name, factory: registry).record(value)
        }
        #expect(
            registry.prometheusText() == """
                # TYPE a gauge
                a NaN
                # TYPE b gauge
                b +Inf
                # TYPE c gauge
                c -Inf

                """)
    }
}
