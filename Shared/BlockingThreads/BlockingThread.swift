internal import CThreads
internal import Dispatch
internal import Synchronization

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// A serial executor that owns one operating-system thread.
///
/// An actor around a C handle that blocks runs here, so that its waiting never occupies a thread of Swift's
/// cooperative pool, which has only as many as the machine has cores. Jobs run in the order they were enqueued.
/// The thread ends with the last reference to the executor; a queued job counts as one.
public final class BlockingThread: SerialExecutor {
    private let mailbox = Mailbox()
    private let handle: ThreadHandle

    /// Starts the thread.
    ///
    /// - Parameter name: shown by debuggers and `top -H`; Linux keeps the first 15 bytes.
    public init(name: String) {
        // The thread holds the mailbox, not the executor, or neither would ever end.
        let shortName = String(decoding: name.utf8.prefix(15), as: UTF8.self)
        handle = ThreadHandle(Start(mailbox: mailbox, name: shortName))
    }

    deinit {
        mailbox.close()
        handle.finish()
    }

    /// Runs a job after those that were enqueued before it.
    public func enqueue(_ job: consuming ExecutorJob) {
        mailbox.put(Mailbox.Entry(job: UnownedJob(job), executor: self))
    }

    /// Traps unless the caller runs on this executor's thread.
    public func checkIsolated() {
        precondition(handle.isCurrent, "not on the thread of this executor")
    }
}

/// Owns a joinable thread.
private struct ThreadHandle: @unchecked Sendable {
    // A `pthread_t` is an opaque name that any thread may use; on some systems it is typed as a pointer.
    private let thread: pthread_t

    init(_ start: Start) {
        // A new thread inherits the mask. Signals are the process's business: here they would only interrupt
        // system calls, and a write to a closed socket should answer EPIPE, not end the process.
        var blocked = sigset_t()
        var previous = sigset_t()
        sigemptyset(&blocked)
        for signal in [SIGPIPE, SIGINT, SIGTERM, SIGHUP, SIGCHLD, SIGUSR1, SIGUSR2] {
            sigaddset(&blocked, signal)
        }
        pthread_sigmask(SIG_BLOCK, &blocked, &previous)
        defer { pthread_sigmask(SIG_SETMASK, &previous, nil) }

        // Released by `Start.run`, which the new thread calls exactly once.
        let argument = Unmanaged.passRetained(start).toOpaque()
        #if canImport(Darwin)
            var created: pthread_t?
        #else
            var created = pthread_t()
        #endif
        let result = pthread_create(&created, nil, { Start.run($0) }, argument)
        precondition(result == 0, "the system refuses another thread")
        #if canImport(Darwin)
            guard let created else { preconditionFailure("pthread_create gave no thread") }
        #endif
        thread = created
    }

    var isCurrent: Bool { pthread_equal(pthread_self(), thread) != 0 }

    /// Waits for the thread's end, once its mailbox is closed.
    func finish() {
        if isCurrent {
            // The last reference went away inside the thread's own last job: nobody can wait for it.
            pthread_detach(thread)
        } else {
            pthread_join(thread, nil)
        }
    }
}

/// What a new thread is told.
private final class Start {
    private let mailbox: Mailbox
    private let name: String

    init(mailbox: Mailbox, name: String) {
        self.mailbox = mailbox
        self.name = name
    }

    static func run(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
        guard let argument else { return nil }
        let start = Unmanaged<Start>.fromOpaque(argument).takeRetainedValue()
        qtp_name_this_thread(start.name)
        while start.mailbox.runNextBatch() {}
        return nil
    }
}

/// Jobs on their way to the thread.
private final class Mailbox: Sendable {
    struct Entry {
        let job: UnownedJob
        /// Keeps the executor alive until the job is done with it.
        let executor: BlockingThread
    }
    private struct State {
        var entries: [Entry] = []
        var isClosed = false
    }
    private let state = Mutex(State())
    /// Signalled once whenever the mailbox stops being empty, and once when it closes.
    private let arrival = DispatchSemaphore(value: 0)

    func put(_ entry: Entry) {
        let wasEmpty = state.withLock { state in
            state.entries.append(entry)
            return state.entries.count == 1
        }
        if wasEmpty { arrival.signal() }
    }

    func close() {
        state.withLock { $0.isClosed = true }
        arrival.signal()
    }

    /// Waits for jobs and runs them; false when there will be no more.
    func runNextBatch() -> Bool {
        arrival.wait()
        let (batch, isClosed) = state.withLock { state in
            let batch = state.entries
            state.entries = []
            return (batch, state.isClosed)
        }
        for entry in batch { entry.job.runSynchronously(on: entry.executor.asUnownedSerialExecutor()) }
        return !(isClosed && batch.isEmpty)
    }
}
