import GatewayCore
import HTTPTypes
import Hummingbird

/// Lets pages of the configured origins ask from a browser; to all others a browser shows nothing.
///
/// No credentials are allowed: the key is a header that a page sets itself.
struct CrossOrigin: RouterMiddleware {
    let origins: Set<String>

    private static let allowedHeaders =
        "Authorization, X-API-Key, Content-Type, Idempotency-Key, If-None-Match, Last-Event-ID, traceparent, "
        + "MCP-Protocol-Version, Mcp-Method, Mcp-Name, Mcp-Session-Id"
    private static let exposedHeaders =
        "ETag, Idempotency-Replayed, Retry-After, RateLimit-Policy, RateLimit-Limit, RateLimit-Remaining, "
        + "RateLimit-Reset, Mcp-Session-Id"
    /// Ten minutes: a list that changes is noticed soon.
    private static let maximumAge = "600"

    func handle(
        _ request: Request, context: GatewayContext,
        next: @concurrent (Request, GatewayContext) async throws -> Response
    ) async throws -> Response {
        guard let origin = request.headers[.origin] else { return try await next(request, context) }
        let isPreflight = request.method == .options && request.headers[.accessControlRequestMethod] != nil
        guard origins.contains(origin) || origins.contains("*") else {
            // The browser shows its page nothing of this; whoever looks for the reason finds it among its requests.
            guard isPreflight else { return try await next(request, context) }
            let problem = Problem.foreignOrigin
            return Response(
                Answer(
                    status: problem.status, .json(problem.document(instance: "urn:request:\(context.id)")),
                    headers: [("Content-Type", "application/problem+json")]), to: request)
        }
        if isPreflight {
            return Response(
                status: .noContent,
                headers: [
                    .accessControlAllowOrigin: origin, .vary: "Origin",
                    .accessControlAllowMethods: "GET, POST, PUT, PATCH, DELETE",
                    .accessControlAllowHeaders: Self.allowedHeaders,
                    .accessControlMaxAge: Self.maximumAge,
                ])
        }
        var response = try await next(request, context)
        response.headers[.accessControlAllowOrigin] = origin
        response.headers[.accessControlExposeHeaders] = Self.exposedHeaders
        response.headers.append(HTTPField(name: .vary, value: "Origin"))
        return response
    }
}
