/// How a daemon ends, with the numbers of BSD's sysexits so that scripts can tell the cases apart.
enum ExitCode: Int32 {
    case success = 0
    /// `healthcheck` found the process not ready.
    case unready = 1
    /// The command line makes no sense.
    case usage = 64
    /// A dependency stayed away past the limit.
    case unavailable = 69
    /// A service of the process failed, or did not stop in time.
    case software = 70
    /// The configuration is refused.
    case configuration = 78
}
