internal import Synchronization

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// A private Redis server for a test, on a loopback port of its own; it ends with the test.
public final class RedisServer: Sendable {
    /// Where it listens, on 127.0.0.1; the same after every start.
    public let port: Int
    private let folder: ServerFolder
    private let arguments: [String]
    private let process = Mutex<ServerProcess?>(nil)

    private static let programs = [
        "/usr/bin/redis-server", "/usr/local/bin/redis-server", "/opt/homebrew/bin/redis-server",
    ]

    /// Whether there is a Redis to start.
    public static var isInstalled: Bool { programs.contains(where: ServerFolder.exists) }

    /// Path of the Unix socket on which it listens as well.
    public var socket: String { folder.path + "/redis.sock" }

    /// `redis://127.0.0.1:<port>`.
    public var url: String { "redis://127.0.0.1:\(port)" }

    private init(appendOnly: Bool, arguments: [String]) throws {
        port = try LoopbackPort.free()
        folder = try ServerFolder("redis")
        self.arguments =
            [
                "--port", "\(port)", "--bind", "127.0.0.1", "--unixsocket", folder.path + "/redis.sock",
                "--dir", folder.path, "--save", "",
                "--appendonly", appendOnly ? "yes" : "no", "--appendfsync", "always", "--daemonize", "no",
            ] + arguments
    }

    /// A new server that answers.
    ///
    /// - Parameters:
    ///   - appendOnly: whether writes survive ``kill()``: every answered write is on disk.
    ///   - arguments: further options as on the command line, `["--maxmemory", "64mb"]`.
    /// - Returns: the server, which lives as long as this reference.
    /// - Throws: ``ServerError`` with the end of the server's log.
    public static func start(appendOnly: Bool = false, arguments: [String] = []) async throws -> RedisServer {
        let server = try RedisServer(appendOnly: appendOnly, arguments: arguments)
        try await server.start()
        return server
    }

    deinit {
        process.withLock { $0 = nil }
        folder.remove()
    }

    /// Starts it again after ``stop()`` or ``kill()``, with the data it has on disk, and waits until it answers.
    public func start() async throws {
        guard let program = Self.programs.first(where: ServerFolder.exists) else {
            throw ServerError.notInstalled("redis-server")
        }
        let started = try ServerProcess(folder: folder.path, log: folder.log, command: [program] + arguments)
        process.withLock { $0 = started }
        do {
            try await ServerProcess.poll(seconds: 20) {
                guard started.isRunning else { throw ServerError.notReady(log: folder.logTail) }
                return isReady()
            }
        } catch {
            throw ServerError.notReady(log: folder.logTail)
        }
    }

    /// Ends it in an orderly way.
    public func stop() async throws { try await end(with: SIGTERM) }

    /// Ends it on the spot, as a crash or a power cut would.
    public func kill() async throws { try await end(with: SIGKILL) }

    /// ``stop()``, then ``start()``.
    public func restart() async throws {
        try await stop()
        try await start()
    }

    /// Stops it from running without ending it: connections stay open and nobody answers.
    public func pause() { process.withLock { $0?.signal(SIGSTOP) } }

    /// Lets it run again after ``pause()``.
    public func resume() { process.withLock { $0?.signal(SIGCONT) } }

    private func end(with signal: Int32) async throws {
        guard let running = process.withLock({ $0 }) else { return }
        running.signal(signal)
        try await running.waitForEnd()
        process.withLock { $0 = nil }
    }

    /// Whether the server has loaded its data: it refuses `PING` while it loads.
    ///
    /// One with users wants to know who asks.
    private func isReady() -> Bool {
        let answer = LoopbackPort.ask(port, "PING\r\n")
        return answer.hasPrefix("+PONG") || answer.hasPrefix("-NOAUTH")
    }
}
