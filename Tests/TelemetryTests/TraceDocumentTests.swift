import Messages
import Testing
import Traces

@testable import Telemetry

@Suite struct `A document of spans` {
    @Test func `is OTLP's JSON`() throws {
        let place = try #require(TraceParent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"))
        var span = Span(
            "process bars", .consumer, at: place, causedBy: 255,
            from: SpanTime(nanoseconds: 1_700_000_000_000_000_001),
            to: SpanTime(nanoseconds: 1_700_000_000_000_000_000), ["qtp.stream": "bars", "count": 3])
        span.link = place.step(16)
        span.failure = "a \"reason\""
        let document = TraceDocument([span], service: "router", instance: "r-1")
        #expect(
            String(decoding: try document.encoded(sorted: true), as: UTF8.self) == #"""
                {"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"router"}},{"key":"service.namespace","value":{"stringValue":"qtp"}},{"key":"service.instance.id","value":{"stringValue":"r-1"}}]},"scopeSpans":[{"scope":{"name":"quantum-trader-pro"},"spans":[{"attributes":[{"key":"qtp.stream","value":{"stringValue":"bars"}},{"key":"count","value":{"intValue":"3"}}],"endTimeUnixNano":"1700000000000000001","kind":5,"links":[{"spanId":"0000000000000010","traceId":"4bf92f3577b34da6a3ce929d0e0e4736"}],"name":"process bars","parentSpanId":"00000000000000ff","spanId":"00f067aa0ba902b7","startTimeUnixNano":"1700000000000000001","status":{"code":2,"message":"a \"reason\""},"traceId":"4bf92f3577b34da6a3ce929d0e0e4736"}]}]}]}
                """#)
    }

    @Test func `leaves out what a span has not`() throws {
        let span = Span(
            "send market", .producer, at: TraceParent(trace: 1, span: 2), causedBy: nil,
            from: SpanTime(nanoseconds: 1), to: SpanTime(nanoseconds: 2))
        let text = String(
            decoding: try TraceDocument([span], service: "s", instance: "i").encoded(), as: UTF8.self)
        for name in ["parentSpanId", "links", "status"] { #expect(!text.contains(name)) }
    }
}

@Suite struct `A collector's answer` {
    @Test(arguments: [
        (200, "{}", TraceAnswer.taken(rejected: 0, message: "")),
        (200, "", .taken(rejected: 0, message: "")),
        (200, #"{"partialSuccess":{}}"#, .taken(rejected: 0, message: "")),
        (
            200, #"{"partialSuccess":{"rejectedSpans":"3","errorMessage":"too old"}}"#,
            .taken(rejected: 3, message: "too old")
        ),
        (200, #"{"partialSuccess":{"rejectedSpans":3}}"#, .taken(rejected: 3, message: "")),
        (400, #"{"message":"bad span"}"#, .refused(reason: "status 400: bad span")),
        (413, "", .refused(reason: "status 413")), (500, "", .refused(reason: "status 500")),
        (404, "<html>", .refused(reason: "status 404")),
    ])
    func `is success, partial or whole, or final`(status: Int, body: String, expected: TraceAnswer) {
        #expect(TraceAnswer(status: status, retryAfter: nil, body: Array(body.utf8)) == expected)
    }

    @Test(arguments: [429, 502, 503, 504])
    func `is to come again with four statuses alone`(status: Int) {
        #expect(
            TraceAnswer(status: status, retryAfter: .seconds(2), body: [])
                == .later(after: .seconds(2), reason: "status \(status)"))
    }
}

@Suite struct `Header fields for a collector` {
    private func read(_ text: String) -> [String]? {
        ExportOptions.headers(text) { $0.replacing("%20", with: " ") }?.map { "\($0.name): \($0.value)" }
    }

    @Test func `are pairs joined by commas`() {
        #expect(read("") == [])
        #expect(read("api-key=abc=, x = Basic%20Zm9v") == ["api-key: abc=", "x: Basic Zm9v"])
        #expect(read("novalue") == nil)
        #expect(read("=v") == nil)
        #expect(read("a=b\nc") == nil)
    }
}
