import AccessControl
import Domain
import Logging
import ServiceLifecycle
import ServiceRuntime
import Synchronization

/// Writes down when keys were last used, for all requests of half a minute at once.
final class KeyUse: Service {
    private let store: KeyStore
    private let logger: Logger
    private let moments = Mutex<[String: Timestamp]>([:])

    /// Good enough to find keys nobody uses, and one statement however many requests there were.
    private static let pause = Duration.seconds(30)

    init(store: KeyStore, logger: Logger) {
        self.store = store
        self.logger = logger
    }

    /// Notes that a key was used.
    func note(_ id: String, at now: Timestamp) { moments.withLock { $0[id] = now } }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while (try? await Task.sleep(for: Self.pause)) != nil { await self.write() }
        }
        await write()
    }

    private func write() async {
        let noted = moments.withLock { moments in
            defer { moments = [:] }
            return moments
        }
        do {
            try await store.noteUse(noted)
        } catch {
            // Nobody's request depends on it; what came later stays, the rest is tried again with it.
            moments.withLock { $0.merge(noted) { later, _ in later } }
            logger.warning("Last uses of keys are not written", metadata: [LogKey.error: "\(error)"])
        }
    }
}
