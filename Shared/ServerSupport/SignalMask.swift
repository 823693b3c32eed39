#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// What a child inherits of this thread's signal mask.
public enum SignalMask {
    /// Starts a child with no signal blocked.
    ///
    /// A child inherits the mask of the thread that starts it, and a worker thread's blocks nearly all signals: a shell
    /// could not reap its children, nor a server hear that it should stop.
    public static func cleared(_ start: () throws -> Void) rethrows {
        var none = sigset_t()
        var previous = sigset_t()
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, &previous)
        defer { pthread_sigmask(SIG_SETMASK, &previous, nil) }
        try start()
    }
}
