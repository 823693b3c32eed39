import Bus
import Domain
import Messages
import Pipeline
import ServiceLifecycle
import Synchronization

/// The jobs that somebody wants to stop, as the stream of such wishes tells.
final class JobCancellations: Service {
    private let bus: any MessageBus
    private let ids = Mutex(RememberedIDs())

    init(_ bus: any MessageBus) { self.bus = bus }

    func contains(_ id: String) -> Bool { ids.withLock { $0.contains(id) } }

    /// Follows the stream from its beginning: a job may have waited longer than this process lives.
    func run() async throws {
        let start = [StreamPlace(.jobCancels, Shard(0)): EntryID.zero]
        try await cancelWhenGracefulShutdown {
            for try await entries in self.bus.tail([.jobCancels], from: start) {
                for entry in entries {
                    guard case .jobCancelRequested(let wish) = entry.message.body else { continue }
                    self.ids.withLock { _ = $0.insert(wish.jobID) }
                }
            }
        }
    }
}
