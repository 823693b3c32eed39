import GatewayCore
import HTTPTypes
import Hummingbird
import Logging
import Messages
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
        logger.answered(
            request.method.rawValue, request.uri.path, status: response.status.code, since: start,
            further: Logger.naming(context.id, TraceParent(of: request, context).text))
        return response
    }
}

extension Logger {
    /// What finds a request's lines again, in this log and in those of the services it led to.
    static func naming(_ requestID: String, _ trace: String) -> Logger.Metadata {
        [LogKey.requestID: "\(requestID)", LogKey.trace: "\(trace)"]
    }

    /// The same log, each line of it with the request it belongs to.
    func naming(_ requestID: String, _ trace: String) -> Logger {
        var logger = self
        for (key, value) in Self.naming(requestID, trace) { logger[metadataKey: key] = value }
        return logger
    }

    /// One request, whatever brought it: what was asked and how it was answered.
    func answered(
        _ method: String, _ path: String, status: Int, since start: ContinuousClock.Instant,
        further: @autoclosure () -> Logger.Metadata = [:]
    ) {
        // Reads that went well are of interest to whoever looks into the gateway itself, and only counted otherwise.
        let isPlain = status < 400 && (method == "GET" || method == "HEAD")
        log(
            level: isPlain ? .debug : .info, "Request answered",
            metadata: [
                LogKey.method: "\(method)", LogKey.path: "\(path)", LogKey.status: "\(status)",
                LogKey.milliseconds: "\(Int((ContinuousClock.now - start) / .milliseconds(1)))",
            ].merging(further()) { own, _ in own })
    }
}
