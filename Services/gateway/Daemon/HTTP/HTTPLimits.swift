import GatewayCore
import Hummingbird
import ServiceRuntime

/// What a request may take, and whose pages may send one.
struct HTTPLimits: Sendable {
    let maximumBodyBytes: Int
    let origins: Set<String>
    private let timeout: Duration

    init(_ settings: ResolvedSettings) {
        maximumBodyBytes = settings[GatewayKeys.maximumBodyBytes]
        origins = Set(settings[GatewayKeys.corsOrigins])
        timeout = .milliseconds(settings[GatewayKeys.requestTimeout])
    }

    /// Gives up when the time is over; an answer without end has begun by then.
    func timed(_ work: @escaping @Sendable () async throws -> Response) async throws -> Response {
        try await withThrowingTaskGroup(of: Response.self) { group in
            group.addTask { try await work() }
            group.addTask {
                try await Task.sleep(for: timeout)
                throw Problem.timeout
            }
            defer { group.cancelAll() }
            guard let response = try await group.next() else { throw CancellationError() }
            return response
        }
    }
}
