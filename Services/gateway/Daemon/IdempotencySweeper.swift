import Logging
import ServiceLifecycle
import ServiceRuntime

/// Forgets the names of requests when their day is over.
struct IdempotencySweeper: Service {
    let idempotency: Idempotency
    let logger: Logger

    /// Rare enough to cost nothing, often enough that a table of a day stays a table of a day.
    private static let pause = Duration.seconds(600)

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while (try? await Task.sleep(for: Self.pause)) != nil {
                do {
                    try await idempotency.forget()
                } catch {
                    // The database may be away for a while; the next turn forgets what this one could not.
                    logger.warning(
                        "Old idempotency keys are kept for now", metadata: [LogKey.error: "\(error)"])
                }
            }
        }
    }
}
