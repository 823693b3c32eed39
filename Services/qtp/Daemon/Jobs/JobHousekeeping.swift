import Domain
import JobRecords
import Logging
import ServiceLifecycle
import ServiceRuntime

/// Forgets jobs that ended long ago, with their results.
struct JobHousekeeping: Service {
    /// Often enough for a limit by count, rare enough to cost nothing; every worker does it.
    private static let pause = Duration.seconds(600)
    let records: JobRecords
    let keepDays: Int
    let keepCount: Int
    let logger: Logger

    func run() async throws {
        try? await cancelWhenGracefulShutdown {
            while true {
                await prune()
                try await Task.sleep(for: Self.pause)
            }
        }
    }

    private func prune() async {
        do {
            let age = Int64(keepDays) * 86_400_000
            let limit = Timestamp(milliseconds: Timestamp.now.milliseconds - age)
            let count = try await records.prune(endedBefore: limit, keeping: keepCount)
            if count > 0 { logger.info("Old jobs forgotten", metadata: ["count": "\(count)"]) }
        } catch {
            // The next turn tries again.
            logger.warning("Old jobs could not be forgotten", metadata: [LogKey.error: "\(error)"])
        }
    }
}
