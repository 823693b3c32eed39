internal import Foundation

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// One of this package's own programs as a child of a test; it ends with the test.
public final class DaemonProcess: Sendable {
    private let folder: ServerFolder
    private let process: ServerProcess

    /// Starts a program that stands beside the tests.
    ///
    /// - Parameters:
    ///   - program: Its name: `recorder`.
    ///   - arguments: What follows the name.
    ///   - environment: The whole environment.
    /// - Throws: ``ServerError`` where there is no such program.
    public init(_ program: String, _ arguments: [String] = [], environment: [String: String]) throws {
        folder = try ServerFolder(program)
        let path = Program.path(of: program)
        guard ServerFolder.exists(path) else { throw ServerError.notInstalled(path) }
        let settings = environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        process = try ServerProcess(
            folder: folder.path, log: folder.log,
            command: ["/usr/bin/env", "-i"] + settings + [path] + arguments)
    }

    deinit { folder.remove() }

    /// Its number in the system.
    public var pid: Int32 { process.pid }
    /// Whether it still runs.
    public var isRunning: Bool { process.isRunning }
    /// The end of what it has said.
    public var log: String { folder.logTail }
    /// All that it has said.
    public var wholeLog: String { folder.wholeLog }

    /// Ends it without a word, and waits until it is gone.
    public func kill() async throws {
        process.signal(SIGKILL)
        try await process.waitForEnd()
    }

    /// Asks it to stop, and waits until it has.
    public func stop() async throws {
        process.signal(SIGTERM)
        try await process.waitForEnd()
    }
}
