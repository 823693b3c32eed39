import HTTPTypes
import Hummingbird
import Logging
import ServiceLifecycle
import Synchronization

/// Somebody's server that webhooks are sent to: it keeps what comes, and answers as it is told.
final class Receiver: Sendable {
    /// One request.
    struct Delivery: Sendable {
        /// The path and the query.
        let path: String
        let headers: HTTPFields
        let body: String
        func header(_ name: String) -> String { HTTPField.Name(name).flatMap { headers[$0] } ?? "" }
    }
    private struct State {
        var deliveries: [Delivery] = []
        var inside = 0
        var mostInside = 0
    }
    private let state = Mutex(State())
    private let answer: @Sendable (_ number: Int) async throws -> Response

    private init(_ answer: @escaping @Sendable (Int) async throws -> Response) { self.answer = answer }

    /// Everything that came, in order.
    var deliveries: [Delivery] { state.withLock { $0.deliveries } }
    /// The most requests that were being answered at one time.
    var mostAtOnce: Int { state.withLock { $0.mostInside } }

    /// Waits until so many have come.
    func wait(for count: Int) async throws {
        let deadline = ContinuousClock.now + .seconds(30)
        while deliveries.count < count, ContinuousClock.now < deadline {
            try await Task.sleep(for: .milliseconds(10))
        }
    }

    /// Runs a receiver for as long as `body` takes; `answer` is given the number of the request, from 1.
    static func running(
        _ answer: @escaping @Sendable (_ number: Int) async throws -> Response = { _ in Response(status: .ok)
        },
        _ body: @escaping @Sendable (_ receiver: Receiver, _ url: String) async throws -> Void
    ) async throws {
        let receiver = Receiver(answer)
        let router = Router()
        router.post("**") { request, _ in try await receiver.take(request) }
        let (ports, continuation) = AsyncStream.makeStream(of: Int.self)
        let application = Application(
            router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in continuation.yield(channel.localAddress?.port ?? 0) },
            logger: Logger(label: "receiver") { _ in SwiftLogNoOpLogHandler() })
        let group = ServiceGroup(services: [application], logger: application.logger)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            for await port in ports {
                try await body(receiver, "http://127.0.0.1:\(port)/hook")
                break
            }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }

    private func take(_ request: Request) async throws -> Response {
        let bytes = try await request.body.collect(upTo: 4 << 20)
        let number = state.withLock { state in
            state.deliveries.append(
                Delivery(path: request.uri.string, headers: request.headers, body: String(buffer: bytes)))
            state.inside += 1
            state.mostInside = max(state.mostInside, state.inside)
            return state.deliveries.count
        }
        defer { state.withLock { $0.inside -= 1 } }
        return try await answer(number)
    }
}
