import Hummingbird
import Logging
import ServiceLifecycle
import Synchronization

/// Runs a server on a free loopback port for as long as `body` takes.
func withServer<Context: InitializableFromSource<ApplicationRequestContextSource> & RequestContext>(
    _ router: Router<Context>, _ body: @escaping @Sendable (_ base: String) async throws -> Void
) async throws {
    let (ports, continuation) = AsyncStream.makeStream(of: Int.self)
    let application = Application(
        router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)),
        onServerRunning: { channel in continuation.yield(channel.localAddress?.port ?? 0) },
        logger: Logger(label: "local-server") { _ in SwiftLogNoOpLogHandler() })
    let group = ServiceGroup(services: [application], logger: application.logger)
    try await withThrowingTaskGroup(of: Void.self) { tasks in
        tasks.addTask { try await group.run() }
        for await port in ports {
            try await body("http://127.0.0.1:\(port)")
            break
        }
        await group.triggerGracefulShutdown()
        try await tasks.waitForAll()
    }
}

/// Counts, from any task.
final class Counter: Sendable {
    private let count = Mutex(0)
    var value: Int { count.withLock { $0 } }
    func increment() -> Int {
        count.withLock { count in
            count += 1
            return count
        }
    }
}
