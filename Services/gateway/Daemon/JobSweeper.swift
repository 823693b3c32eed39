import Bus
import Domain
import FoundationEssentials
import JobRecords
import Logging
import Messages
import RedisStreams
import ServiceLifecycle
import ServiceRuntime

/// Puts jobs on the queue whose message was lost: their gateway died before it sent it, or Redis was away.
///
/// Every gateway does it, since the queue takes an id once.
struct JobSweeper: Service {
    /// Time enough for a job to be sent in the ordinary way, and to be begun where a worker is free.
    private static let pause = Duration.seconds(10)
    private static let age: Int64 = 10_000
    /// Jobs of one turn.
    private static let batch = 100
    let records: JobRecords
    let bus: RedisBus
    let logger: Logger

    func run() async throws {
        try? await cancelWhenGracefulShutdown {
            while true {
                try await Task.sleep(for: Self.pause)
                await sweep()
            }
        }
    }

    private func sweep() async {
        do {
            let now = Int64(Date().timeIntervalSince1970 * 1000)
            let limit = Timestamp(milliseconds: now - Self.age)
            for (request, trace) in try await records.unstarted(since: limit, limit: Self.batch) {
                guard try await bus.enqueue(Message(.jobRequested(request), trace: trace), to: .jobs) else {
                    continue
                }
                logger.notice("A lost job was put on the queue", metadata: [LogKey.job: "\(request.jobID)"])
            }
        } catch {
            // The next turn tries again, and the health checks tell which server is away.
            logger.debug("Jobs could not be swept", metadata: [LogKey.error: "\(error)"])
        }
    }
}
