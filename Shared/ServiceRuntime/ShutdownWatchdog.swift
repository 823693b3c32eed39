import Logging
import ServiceLifecycle

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Ends the process when a stop takes longer than it may: whatever hangs, an orchestrator gets its answer.
///
/// Last in the group, so it hears of the stop first. Killing is safe at any time, so nothing is lost by it.
struct ShutdownWatchdog: Service {
    let limit: Duration
    let logger: Logger

    func run() async throws {
        try? await gracefulShutdown()
        let (limit, logger) = (limit, logger)
        // Outlives this service on purpose: the group waits for services, and this must not be waited for.
        Task.detached {
            try? await Task.sleep(for: limit)
            logger.critical(
                "Stop took too long; the process ends now", metadata: [LogKey.milliseconds: "\(limit)"])
            _exit(ExitCode.software.rawValue)
        }
    }
}
