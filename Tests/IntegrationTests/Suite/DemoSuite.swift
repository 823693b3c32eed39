import Foundation
import ServerSupport

/// `qtp demo` at work on a recording for a test, every daemon a process of its own; it ends with the tests' process.
final class DemoSuite: Sendable {
    struct NotReady: Error {
        let what: String
        let log: String
    }

    /// Where a test may put files of its own; goes with the suite.
    let folder: String
    /// What its processes were told: addresses and keys.
    let environment: [String: String]
    private let lifeline: Lifeline

    private init(folder: String, environment: [String: String], _ lifeline: Lifeline) {
        self.folder = folder
        self.environment = environment
        self.lifeline = lifeline
    }

    /// Starts it, and returns when its servers and addresses are known.
    ///
    /// - Parameters:
    ///   - name: What the folder is called after.
    ///   - arguments: Further options of `qtp demo`.
    ///   - secrets: Files it finds in its folder instead of making them: `api-key`.
    /// - Returns: The suite; its daemons may still be starting.
    /// - Throws: ``NotReady`` with the suite's log when it does not come up.
    static func start(
        _ name: String, _ arguments: [String], secrets: [String: String] = [:]
    ) async throws -> DemoSuite {
        let folder = "/tmp/qtp-\(name)-\(UInt32.random(in: 0 ... .max))"
        let suite = folder + "/suite"
        try FileManager.default.createDirectory(atPath: suite, withIntermediateDirectories: true)
        for (name, secret) in secrets {
            _ = FileManager.default.createFile(
                atPath: "\(suite)/\(name)", contents: Data(secret.utf8),
                attributes: [.posixPermissions: 0o600])
        }
        let lifeline = try Lifeline(
            folder: folder,
            command: [Program.path(of: "qtp"), "demo", "--plain", "--dir", suite] + arguments)
        let file = suite + "/environment"
        try await wait(for: "the suite's environment", of: lifeline) {
            FileManager.default.fileExists(atPath: file)
        }
        let pairs = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n").compactMap {
            line -> (String, String)? in
            let parts = line.split(separator: "=", maxSplits: 1)
            return parts.count == 2 ? (String(parts[0]), String(parts[1])) : nil
        }
        return DemoSuite(
            folder: folder, environment: Dictionary(pairs) { $1 }, lifeline)
    }

    /// Whether all of the recording has gone through; the API goes on.
    var isRecordingOver: Bool { lifeline.log.contains("the API goes on") }

    /// A setting its processes were told.
    func setting(_ name: String) throws -> String {
        guard let value = environment[name] else { throw NotReady(what: name, log: lifeline.log) }
        return value
    }

    /// Waits until the condition holds.
    func wait(for what: String, until condition: () async throws -> Bool) async throws {
        try await Self.wait(for: what, of: lifeline, until: condition)
    }

    private static func wait(
        for what: String, of lifeline: Lifeline, until condition: () async throws -> Bool
    ) async throws {
        let deadline = ContinuousClock.now + .seconds(180)
        while try await !condition() {
            guard ContinuousClock.now < deadline, lifeline.isRunning else {
                throw NotReady(what: what, log: lifeline.log)
            }
            try await Task.sleep(for: .milliseconds(100))
        }
    }

    /// Kills a daemon; the suite starts it again.
    func kill(_ daemon: String) throws {
        let text = try String(contentsOfFile: "\(folder)/suite/pids/\(daemon).pid", encoding: .utf8)
        guard let pid = pid_t(text.trimmingCharacters(in: .whitespacesAndNewlines)), pid > 1 else {
            throw NotReady(what: "\(daemon) has no process id: \(text)", log: lifeline.log)
        }
        Foundation.kill(pid, SIGKILL)
    }

    /// Runs `qtp` on the suite's servers, and gives its exit code and all it said.
    func operate(_ arguments: [String]) async throws -> Program.Outcome {
        try await Program.run(
            Program.path(of: "qtp"), arguments,
            environment: environment.merging(["PATH": "/usr/bin:/bin"]) { $1 })
    }
}
