public import NIOCore

/// Runs tasks on an event loop: what serves a connection then runs where its bytes come and go, and neither a request nor
/// its answer waits for another thread to wake up.
///
/// What blocks, or computes for long, is left to threads of its own.
public final class EventLoopTaskExecutor: TaskExecutor {
    private let eventLoop: any EventLoop

    /// An executor of one loop.
    public init(_ eventLoop: any EventLoop) { self.eventLoop = eventLoop }

    /// Runs a job after those that were enqueued before it.
    public func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        eventLoop.execute { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
