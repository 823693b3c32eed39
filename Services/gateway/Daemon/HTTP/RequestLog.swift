import HTTPTypes
import Hummingbird
import Logging
import ServiceRuntime

/// One log event for each request: what was asked and how it was answered.
///
/// Never a header or a query, which hold keys.
struct RequestLog: RouterMiddleware {
    let logger: Logger

    func handle(
        _ request: Request, context: GatewayContext,
        next: @concurrent (Request, GatewayContext) async throws -> Response
    ) async throws -> Response {
        let start = ContinuousClock.now
        let response = try await next(request, context)
        let elapsed = (ContinuousClock.now - start).components
        let milliseconds = elapsed.seconds * 1_000 + elapsed.attoseconds / 1_000_000_000_000_000
        logger.info(
            "Request answered",
            metadata: [
                LogKey.method: "\(request.method.rawValue)", LogKey.path: "\(request.uri.path)",
                LogKey.status: "\(response.status.code)", LogKey.milliseconds: "\(milliseconds)",
            ])
        return response
    }
}
