import CoreMetrics
import HTTPTypes
import Hummingbird
import Synchronization

/// Counts requests and times their answers, streams up to their beginning.
///
/// The framework's own middleware waits for the end of an answer, for which each is sent in three pieces instead of one.
struct RequestMetrics: RouterMiddleware {
    private struct Key: Hashable {
        let route: String
        let method: HTTPRequest.Method
        let status: Int
    }
    private final class Timers: Sendable {
        private let timers = Mutex<[Key: Timer]>([:])

        subscript(key: Key) -> Timer {
            timers.withLock { timers in
                if let timer = timers[key] { return timer }
                let timer = Timer(
                    label: "http.server.request.duration",
                    dimensions: [
                        ("http.route", key.route), ("http.request.method", key.method.rawValue),
                        ("http.response.status_code", String(key.status)),
                    ], preferredDisplayUnit: .seconds)
                timers[key] = timer
                return timer
            }
        }
    }
    private let timers = Timers()
    private let active = Meter(label: "http.server.active_requests")

    func handle(
        _ request: Request, context: GatewayContext,
        next: @concurrent (Request, GatewayContext) async throws -> Response
    ) async throws -> Response {
        let start = ContinuousClock.now
        active.increment()
        defer { active.decrement() }
        let response = try await next(request, context)
        let key = Key(
            route: context.endpointPath ?? "none", method: request.method, status: response.status.code)
        timers[key].recordNanoseconds(Int64((ContinuousClock.now - start) / .nanoseconds(1)))
        return response
    }
}
