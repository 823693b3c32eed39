import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// What is run as a child.
struct ProcessSpecification: Sendable {
    /// Unique among the children: `router-1`.
    let name: String
    /// Path of the program.
    let executable: String
    /// Arguments after the program's name.
    var arguments: [String] = []
    /// The whole environment.
    var environment: [String: String] = [:]
    /// Open file it reads from; nil for nothing to read.
    var input: Int32?
    /// Where both outputs go, appended.
    let log: String
    /// What asks it to stop; PostgreSQL's SIGTERM would wait for its clients.
    var stopSignal = SIGTERM
    /// Whether others depend on it until they have ended.
    var isServer = false
}

/// Why a child could not be started.
struct SpawnFailure: Error, CustomStringConvertible {
    let name: String
    let code: Int32
    var description: String { "\(name) could not be started: \(String(cString: strerror(code)))" }
}

/// One run of a program in a process group of its own, so that a Ctrl-C at the terminal reaches it through its
/// supervisor alone and its own children end with it.
struct ChildProcess: Sendable {
    let pid: pid_t

    init(_ specification: ProcessSpecification) throws(SpawnFailure) {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        if let input = specification.input {
            posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)
        } else {
            posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        }
        posix_spawn_file_actions_addopen(
            &actions, STDOUT_FILENO, specification.log, O_WRONLY | O_CREAT | O_APPEND, 0o644)
        posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO)

        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // A worker thread blocks nearly all signals, and a child inherits that: it could not be asked to stop.
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        var ordinary = sigset_t()
        sigemptyset(&ordinary)
        for signal in [SIGINT, SIGTERM, SIGPIPE, SIGHUP] { sigaddset(&ordinary, signal) }
        posix_spawnattr_setsigdefault(&attributes, &ordinary)
        posix_spawnattr_setpgroup(&attributes, 0)
        let flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF
        posix_spawnattr_setflags(&attributes, Int16(flags))

        let arguments = [specification.executable] + specification.arguments
        let environment = specification.environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        var pid: pid_t = 0
        let code = Self.withCStrings(arguments) { arguments in
            Self.withCStrings(environment) { environment in
                posix_spawn(&pid, specification.executable, &actions, &attributes, arguments, environment)
            }
        }
        guard code == 0 else { throw SpawnFailure(name: specification.name, code: code) }
        self.pid = pid
    }

    private static func withCStrings<Result>(
        _ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
    ) -> Result {
        let copies = strings.map { strdup($0) } + [nil]
        defer { copies.forEach { free($0) } }
        return body(copies)
    }

    /// Sends a signal to the child and to what it started itself.
    func signalGroup(_ signal: Int32) { kill(-pid, signal) }

    /// Sends a signal to the child alone.
    func signal(_ signal: Int32) { kill(pid, signal) }

    /// Collects the child if it has ended: its exit code, or 128 and the signal that ended it; nil while it runs.
    func reap() -> Int32? {
        var status: Int32 = 0
        let result = waitpid(pid, &status, WNOHANG)
        // A child somebody else has collected is as good as ended.
        if result < 0 { return errno == EINTR ? nil : 0 }
        guard result == pid else { return nil }
        let signal = status & 0x7f
        return signal == 0 ? (status >> 8) & 0xff : 128 + signal
    }
}
