internal import Foundation
internal import Synchronization

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// A private PostgreSQL server for a test, on a loopback port of its own; it ends with the test.
public final class PostgresServer: Sendable {
    /// Where it listens, on 127.0.0.1; the same after every start.
    public let port: Int
    /// The name of its superuser, who needs no password.
    public static let user = "qtp"
    private let folder: ServerFolder
    private let options: [String]
    private let process = Mutex<ServerProcess?>(nil)
    private let databases = Mutex(0)

    /// Newest first.
    private static let programFolders: [String] = {
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: "/usr/lib/postgresql")) ?? []
        let debian = versions.compactMap(Int.init).sorted(by: >).map { "/usr/lib/postgresql/\($0)/bin" }
        return debian + ["/usr/local/bin", "/opt/homebrew/opt/postgresql@17/bin", "/usr/bin"]
    }()

    private static var programs: String? { programFolders.first { ServerFolder.exists($0 + "/initdb") } }

    /// Whether there is a PostgreSQL to start.
    public static var isInstalled: Bool { programs != nil }

    private init(options: [String]) throws {
        port = try LoopbackPort.free()
        folder = try ServerFolder("postgres")
        self.options = options
    }

    /// A new server that answers.
    ///
    /// - Parameters:
    ///   - isDurable: whether a commit waits for the disk; a test of something else may do without.
    ///   - settings: further settings, `["max_connections=20"]`.
    /// - Returns: the server, which lives as long as this reference.
    /// - Throws: ``ServerError`` with the end of the server's log.
    public static func start(isDurable: Bool = true, settings: [String] = []) async throws -> PostgresServer {
        guard let programs else { throw ServerError.notInstalled("postgres") }
        var all = ["listen_addresses=127.0.0.1", "timezone=UTC", "max_connections=300"] + settings
        if !isDurable { all += ["fsync=off", "full_page_writes=off"] }
        let server = try PostgresServer(options: all)
        if geteuid() == 0 { try await ServerProcess.run(["chown", "-R", "postgres:", server.folder.path]) }
        try await ServerProcess.run(
            asOwner([
                programs + "/initdb", "--pgdata", server.data, "--username", user, "--auth", "trust",
                "--encoding", "UTF8",
                "--locale", "C", "--no-sync",
            ]))
        try await server.start()
        return server
    }

    deinit {
        process.withLock { $0 = nil }
        folder.remove()
    }

    private var data: String { folder.path + "/data" }

    /// PostgreSQL refuses to run as root.
    private static func asOwner(_ command: [String]) -> [String] {
        geteuid() == 0
            ? ["setpriv", "--reuid", "postgres", "--regid", "postgres", "--init-groups"] + command : command
    }

    /// `postgres://qtp@127.0.0.1:<port>/<database>`.
    public func url(database: String = "postgres") -> String {
        "postgres://\(Self.user)@127.0.0.1:\(port)/\(database)"
    }

    /// Makes an empty database and gives its URL.
    public func makeDatabase() async throws -> String {
        guard let programs = Self.programs else { throw ServerError.notInstalled("postgres") }
        let number = databases.withLock { count in
            count += 1
            return count
        }
        let name = "test\(number)"
        try await ServerProcess.run([
            programs + "/createdb", "--host", "127.0.0.1", "--port", "\(port)", "--username", Self.user, name,
        ])
        return url(database: name)
    }

    /// Starts it again after ``stop()`` or ``kill()``, and waits until it has recovered and answers.
    public func start() async throws {
        guard let programs = Self.programs else { throw ServerError.notInstalled("postgres") }
        let command =
            Self.asOwner([programs + "/postgres", "-D", data, "-p", "\(port)", "-k", folder.path])
            + options.flatMap { ["-c", $0] }
        // Children of a killed server leave a little later and until then keep its successor from starting.
        for attempt in 0..<50 {
            let started = try ServerProcess(folder: folder.path, log: folder.log, command: command)
            process.withLock { $0 = started }
            do {
                try await ServerProcess.poll(seconds: 30) {
                    guard started.isRunning else { throw ServerError.notReady(log: folder.logTail) }
                    return isReady(started.pid)
                }
                return
            } catch {
                guard !started.isRunning, attempt < 49 else {
                    throw ServerError.notReady(log: folder.logTail)
                }
                try await Task.sleep(for: .milliseconds(50))
            }
        }
    }

    /// Ends it in an orderly way, dropping its connections.
    public func stop() async throws { try await end(with: SIGINT) }

    /// Ends it on the spot, as a crash would; the next start recovers from its log.
    public func kill() async throws { try await end(with: SIGKILL) }

    /// ``stop()``, then ``start()``.
    public func restart() async throws {
        try await stop()
        try await start()
    }

    private func end(with signal: Int32) async throws {
        guard let running = process.withLock({ $0 }) else { return }
        running.signal(signal)
        try await running.waitForEnd()
        process.withLock { $0 = nil }
    }

    /// The server writes its own state into its lock file, whose first line is its process.
    private func isReady(_ pid: Int32) -> Bool {
        guard let content = FileManager.default.contents(atPath: data + "/postmaster.pid") else {
            return false
        }
        let lines = String(decoding: content, as: UTF8.self).split(
            separator: "\n", omittingEmptySubsequences: false)
        return lines.first == "\(pid)" && lines.contains { $0.hasPrefix("ready") }
    }
}
