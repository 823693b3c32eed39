import HTTPTypes
import Hummingbird
import Logging
import ServiceRuntime

/// One log event for each request: what was asked and how it was answered.
///
/// Reads that went well are of interest to whoever looks into the gateway itself, and only counted otherwise. Never a
/// header or a query, which hold keys.
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
        let isPlain = (request.method == .get || request.method == .head) && response.status.code < 400
        logger.log(
            level: isPlain ? .debug : .info, "Request answered",
            metadata: [
                LogKey.method: "\(request.method.rawValue)", LogKey.path: "\(request.uri.path)",
                LogKey.status: "\(response.status.code)", LogKey.milliseconds: "\(milliseconds)",
            ])
        return response
    }
}
