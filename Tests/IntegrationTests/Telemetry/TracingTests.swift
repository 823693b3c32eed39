import Foundation
import HTTPTypes
import Hummingbird
import ServerSupport
import Testing

/// The whole suite with a collector: every message's way, from the venue to the database.
@Suite(.serialized, .timeLimit(.minutes(10))) struct `Traces of the whole suite` {
    private struct Summary: Decodable {
        let bars: Int
        let fills: Int
        let deadLetters: Int
        let isIdenticalToReplay: Bool?
    }

    private static let engines: Set = ["cipher-engine", "volume-profile", "strategy-gen"]

    /// Runs a week of the recording, and gives what the collector was sent.
    private func run(
        ratio: Double, _ receiver: Receiver, _ url: String
    ) async throws -> (Summary, CollectedSpans) {
        let folder = "/tmp/qtp-traces-\(UInt32.random(in: 0 ... .max))"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let headers = folder + "/headers"
        try "x-collector-key=a%20key".write(toFile: headers, atomically: true, encoding: .utf8)
        let settings = [
            "OTLP_ENDPOINT=\(url)", "OTLP_HEADERS_FILE=\(headers)", "SAMPLE_RATIO=\(ratio)",
            "QUEUE_LIMIT=1000000", "INTERVAL_MILLISECONDS=100",
        ].flatMap { ["--set", "QTP_TELEMETRY_\($0)"] }
        let outcome = try await Program.run(
            Program.path(of: "qtp"),
            ["demo", "--once", "--verify", "--plain", "--dir", folder + "/suite"]
                + ["--from", "2018-01-01", "--to", "2018-01-08"] + settings)
        #expect(outcome.status == 0, "\(outcome.output)")
        let last = outcome.output.split(separator: "\n").last { $0.hasPrefix("{") } ?? ""
        let summary = try JSONDecoder().decode(Summary.self, from: Data(last.utf8))
        for delivery in receiver.deliveries {
            #expect(delivery.path == "/hook/v1/traces")
            #expect(delivery.header("Content-Type") == "application/json")
            #expect(delivery.header("x-collector-key") == "a key")
        }
        return (summary, try CollectedSpans(receiver.deliveries.map(\.body)))
    }

    private static let accept: @Sendable (Int) async throws -> Response = { _ in
        Response(
            status: .ok, headers: [.contentType: "application/json"],
            body: .init(byteBuffer: .init(string: "{}")))
    }

    /// Every step came once, from a causing step that came too, and ended after it began.
    private func check(_ spans: CollectedSpans) {
        #expect(spans.repeats == 0)
        var torn = 0
        for step in spans.steps {
            let span = step.span
            #expect(span.traceId.count == 32 && span.spanId.count == 16)
            let (start, end) = (UInt64(span.startTimeUnixNano) ?? 0, UInt64(span.endTimeUnixNano) ?? 0)
            #expect(start > 0 && start <= end)
            if spans.way(to: step) == nil { torn += 1 }
        }
        #expect(torn == 0)
    }

    @Test func `lead from a tick to its fill, and change nothing`() async throws {
        try await Receiver.running(Self.accept) { receiver, url in
            let (summary, spans) = try await run(ratio: 1, receiver, url)
            // A replay traces nothing: that its results are the same says that a tracer changed none.
            #expect(summary.isIdenticalToReplay == true)
            #expect(summary.deadLetters == 0)
            check(spans)
            let fills = spans.steps.filter {
                $0.span.name == "send orders" && $0.span.attribute("qtp.type") == "fill.recorded"
            }
            #expect(fills.count == summary.fills && !fills.isEmpty)
            for fill in fills {
                let way = try #require(spans.way(to: fill))
                let services = way.reversed().map(\.service).reduce(into: [String]()) { names, name in
                    if names.last != name { names.append(name) }
                }
                // By way of the engine that answered last, which is any of them.
                #expect(
                    services.filter { !Self.engines.contains($0) }
                        == ["market-feed", "router", "confirmer", "executor"])
                #expect(way.last?.span.name == "send market" && way.last?.span.kind == 4)
                let trace = try #require(spans.traces[fill.span.traceId])
                #expect(
                    Self.engines.union(["market-feed", "router", "confirmer", "executor", "recorder"])
                        .isSubset(of: trace.values.map(\.service)))
                // The order was written down before anybody heard of it.
                #expect(trace.values.contains { $0.span.name == "journal" && $0.service == "executor" })
                // It names the next bar, at whose price it is, where that came later than the order.
                #expect(fill.span.links?.allSatisfy { $0.traceId != fill.span.traceId } != false)
                #expect(
                    trace.values.contains {
                        $0.service == "recorder" && $0.span.name == "process orders"
                            && $0.span.attribute("messaging.message.id")
                                == fill.span.attribute("messaging.message.id")
                    })
            }
        }
    }

    @Test func `are kept whole where only a part of them is`() async throws {
        try await Receiver.running(Self.accept) { receiver, url in
            let (summary, spans) = try await run(ratio: 0.25, receiver, url)
            #expect(summary.isIdenticalToReplay == true)
            check(spans)
            let bars = spans.steps.count {
                $0.span.name == "send market" && $0.span.attribute("qtp.type") == "bar.closed"
            }
            #expect(bars > summary.bars / 8 && bars < summary.bars / 2)
        }
    }
}
