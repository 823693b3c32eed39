internal import Dispatch
public import Foundation

/// Programs beside this one, and programs that are run to their end.
public enum Program {
    /// How a program ended, and all it said.
    public struct Outcome: Sendable {
        /// Its exit code.
        public let status: Int32
        /// Both of its outputs, as they came.
        public let output: String
    }

    /// The folder of this package's executables: this one's own, or the one of the tests' bundle.
    public static let folder: URL = {
        let own = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        return URL(fileURLWithPath: own ?? CommandLine.arguments[0]).standardizedFileURL
            .deletingLastPathComponent()
    }()

    /// Where one of this package's executables stands: `recorder`.
    public static func path(of name: String) -> String { folder.appendingPathComponent(name).path }

    /// Runs a program to its end, on a thread that may wait.
    ///
    /// - Parameters:
    ///   - path: The program's file.
    ///   - arguments: What follows its name.
    ///   - environment: The whole environment; nil for this process's own.
    /// - Returns: How it ended, and what it said.
    /// - Throws: What the system says when it cannot be started.
    public static func run(
        _ path: String, _ arguments: [String] = [], environment: [String: String]? = nil
    ) async throws -> Outcome {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(with: Result { try runAndWait(path, arguments, environment) })
            }
        }
    }

    private static func runAndWait(
        _ path: String, _ arguments: [String], _ environment: [String: String]?
    ) throws -> Outcome {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        if let environment { process.environment = environment }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = output
        try SignalMask.cleared { try process.run() }
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return Outcome(status: process.terminationStatus, output: text)
    }
}
