import Messages
import Testing

@Suite struct `A traceparent` {
    private let text = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"

    @Test func `is a trace and a step of it`() throws {
        let place = try #require(TraceParent(text))
        #expect(place.traceID == "4bf92f3577b34da6a3ce929d0e0e4736" && place.spanID == "00f067aa0ba902b7")
        #expect(TraceParent(trace: place.trace, span: place.span) == place)
        #expect(place.step(1).text == "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000001-01")
    }

    @Test(arguments: [
        "", "00", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-",
        "zz-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e47360-0f067aa0ba902b7-01",
    ])
    func `of any other form is none`(text: String) { #expect(TraceParent(text) == nil) }
}
