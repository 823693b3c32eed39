import GatewayCore
import Hummingbird
import ServiceRuntime
import Synchronization

/// What a request may take, and whose pages may send one.
struct HTTPLimits: Sendable {
    let maximumBodyBytes: Int
    let origins: Set<String>
    private let timeout: Duration
    private let deadlines: Deadlines

    init(_ settings: ResolvedSettings, deadlines: Deadlines) {
        self.deadlines = deadlines
        maximumBodyBytes = settings[GatewayKeys.maximumBodyBytes]
        origins = Set(settings[GatewayKeys.corsOrigins])
        timeout = .milliseconds(settings[GatewayKeys.requestTimeout])
    }

    /// Gives up when the time is over; an answer without end has begun by then.
    func timed(_ work: @escaping @Sendable () async throws -> Response) async throws -> Response {
        try await withThrowingTaskGroup(of: Response.self) { group in
            let isDone = Atomic(false)
            group.addImmediateTask {
                defer { isDone.store(true, ordering: .relaxed) }
                return try await work()
            }
            // What was answered from memory has not waited for anything, and needs no deadline.
            if !isDone.load(ordering: .relaxed) {
                group.addImmediateTask { [deadlines, timeout] in
                    try await deadlines.sleep(for: timeout)
                    throw Problem.timeout
                }
            }
            defer { group.cancelAll() }
            guard let response = try await group.next() else { throw CancellationError() }
            return response
        }
    }
}
