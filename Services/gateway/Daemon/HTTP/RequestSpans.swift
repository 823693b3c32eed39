import GatewayCore
import HTTPTypes
import Hummingbird
import Messages
import Traces

/// Tells the tracer of each request: a step of the client's trace, or the first of one of its own.
///
/// It ends when the answer is there; a stream of events then goes on for as long as its client listens.
/// Never a header, a query or a path with somebody's ids in it: the route says enough.
struct RequestSpans: RouterMiddleware {
    let tracer: Tracer?

    func handle(
        _ request: Request, context: GatewayContext,
        next: @concurrent (Request, GatewayContext) async throws -> Response
    ) async throws -> Response {
        // The place is computed, which is for nothing where nobody wants it.
        guard let tracer else { return try await next(request, context) }
        let place = TraceParent(of: request, context)
        guard tracer.keeps(place) else { return try await next(request, context) }
        let start = SpanTime.now
        let response = try await next(request, context)
        let method = request.method.rawValue
        let route = context.endpointPath
        let parent = TraceParent.header.flatMap { request.headers[$0] }.flatMap { TraceParent($0) }
        var span = Span(
            route.map { "\(method) \($0)" } ?? method, .server, at: place, causedBy: parent?.span,
            from: start, to: .now,
            [
                "http.request.method": .text(method),
                "http.response.status_code": .integer(response.status.code),
            ])
        span.attributes.add("http.route", route)
        span.attributes.add("qtp.request_id", context.id)
        // What a client does wrong is no failure of the server's.
        if response.status.code >= 500 { span.failure = "status \(response.status.code)" }
        tracer.record([span])
        return response
    }
}
