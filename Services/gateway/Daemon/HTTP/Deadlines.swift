import ServiceLifecycle
import Synchronization

/// Wakes all who wait for a moment to pass, a little late.
///
/// Nearly every request ends long before its time is over, and a timer of the system for each would cost more than most
/// requests do.
final class Deadlines: Service {
    private typealias Sleeper = (
        deadline: ContinuousClock.Instant, continuation: CheckedContinuation<Void, Never>
    )
    private struct State {
        var sleepers: [UInt64: Sleeper] = [:]
        var last: UInt64 = 0
    }
    private let state = Mutex(State())

    /// How late somebody may be woken.
    private static let pause = Duration.milliseconds(100)

    /// Returns when the time is over.
    ///
    /// - Throws: `CancellationError` when the task is cancelled before.
    func sleep(for duration: Duration) async throws {
        let deadline = ContinuousClock.now + duration
        let id = state.withLock { state in
            state.last += 1
            return state.last
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                state.withLock { $0.sleepers[id] = (deadline, continuation) }
                // One that was cancelled before is not there yet when it is to be woken.
                if Task.isCancelled { wake(id) }
            }
        } onCancel: {
            wake(id)
        }
        try Task.checkCancellation()
    }

    private func wake(_ id: UInt64) {
        let sleeper = state.withLock { $0.sleepers.removeValue(forKey: id) }
        sleeper?.continuation.resume()
    }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while (try? await Task.sleep(for: Self.pause)) != nil {
                let now = ContinuousClock.now
                let due = self.state.withLock { $0.sleepers.filter { $0.value.deadline <= now }.map(\.key) }
                for id in due { self.wake(id) }
            }
        }
    }
}
