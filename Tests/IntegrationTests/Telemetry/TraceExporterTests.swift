import HTTPTypes
import Hummingbird
import Logging
import Messages
import ServiceLifecycle
import Telemetry
import Testing
import Traces

@Suite(.timeLimit(.minutes(5))) struct `An exporter of traces` {
    private let tracer = Tracer(TraceSampling(ratio: 1), limit: 10_000)

    private func spans(_ names: String...) -> [Span] {
        names.enumerated().map { number, name in
            Span(
                name, .internal, at: TraceParent(trace: 1, span: UInt64(number) + 1), causedBy: nil,
                from: .now, to: .now)
        }
    }

    /// Runs an exporter for as long as `body` takes, and then until it has stopped.
    private func exporting(
        to url: String, every interval: Duration = .milliseconds(10), farewell: Duration = .seconds(5),
        _ body: () async throws -> Void
    ) async throws {
        let logger = Logger(label: "exporter") { _ in SwiftLogNoOpLogHandler() }
        let exporter = TraceExporter(
            tracer,
            ExportOptions(
                endpoint: url, headers: [], service: "router", instance: "r-1", interval: interval,
                timeout: .seconds(10), farewell: farewell), logger: logger)
        let group = ServiceGroup(services: [exporter], gracefulShutdownSignals: [], logger: logger)
        let running = Task { try await group.run() }
        try await body()
        await group.triggerGracefulShutdown()
        try await running.value
    }

    @Test func `sends again what a collector cannot take now, and not what it refuses`() async throws {
        try await Receiver.running { number in
            switch number {
            case 1: Response(status: .serviceUnavailable, headers: [.retryAfter: "0"])
            case 3: Response(status: .badRequest)
            default: Response(status: .ok)
            }
        } _: { receiver, url in
            try await exporting(to: url) {
                tracer.record(spans("first"))
                try await receiver.wait(for: 2)
                tracer.record(spans("refused"))
                try await receiver.wait(for: 3)
                tracer.record(spans("last"))
                try await receiver.wait(for: 4)
            }
            let names = try receiver.deliveries.map { try CollectedSpans([$0.body]).steps.map(\.span.name) }
            #expect(names == [["first"], ["first"], ["refused"], ["last"]])
        }
    }

    @Test func `sends what is left when the process stops, in requests of a bounded size`() async throws {
        try await Receiver.running { receiver, url in
            try await exporting(to: url, every: .seconds(3600)) {
                for _ in 0..<600 { tracer.record(spans("one")) }
            }
            #expect(try receiver.deliveries.map { try CollectedSpans([$0.body]).repeats + 1 } == [512, 88])
        }
    }

    @Test func `holds no stop up where there is no collector`() async throws {
        // A port that nobody listens on: the discard service's.
        try await exporting(to: "http://127.0.0.1:9", farewell: .milliseconds(100)) {
            tracer.record(spans("lost"))
        }
        #expect(tracer.take(atMost: 1).isEmpty)
    }
}
