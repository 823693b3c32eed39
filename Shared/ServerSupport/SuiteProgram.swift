internal import Foundation

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// A program of the suite that runs for a test, and ends with it.
public final class SuiteProgram: Sendable {
    private let folder: ServerFolder
    private let process: ServerProcess

    /// Starts a program that stands beside the tests' bundle.
    ///
    /// - Parameters:
    ///   - name: the executable's: `gateway`.
    ///   - environment: variables beside those of the test.
    /// - Throws: what the system says when it cannot be started.
    public init(_ name: String, environment: [String: String]) throws {
        let bundle = URL(fileURLWithPath: CommandLine.arguments[0]).standardizedFileURL
        let program = bundle.deletingLastPathComponent().appendingPathComponent(name).path
        folder = try ServerFolder(name)
        let variables = environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        process = try ServerProcess(
            folder: folder.path, log: folder.log, command: ["/usr/bin/env"] + variables + [program])
    }

    deinit { folder.remove() }

    /// Its number in the system.
    public var pid: Int32 { process.pid }

    /// Whether it has not ended.
    public var isRunning: Bool { process.isRunning }

    /// The end of what it logged.
    public var log: String { folder.logTail }

    /// Ends it on the spot, as a crash would.
    public func kill() { process.signal(SIGKILL) }
}
