internal import Foundation
internal import Synchronization

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// One run of one server program, which ends with this process, whatever ends it.
final class ServerProcess: Sendable {
    /// The server's own process, not the shell's around it.
    let pid: Int32
    private let ended: EndFlag
    private let owner: Owner

    /// What keeps the guard shell waiting; when this process dies the pipe closes and the guard ends the
    /// server.
    ///
    /// `Process` and `Pipe` are not `Sendable`; after `init` nothing but their deallocation touches them.
    private final class Owner: @unchecked Sendable {
        let process: Process
        let lifeline: Pipe
        init(process: Process, lifeline: Pipe) {
            self.process = process
            self.lifeline = lifeline
        }
    }

    /// Runs the program, guards it, and reports its process id.
    ///
    /// Should this process die, the server is killed and its folder removed; on an ordinary end the shell has
    /// gone before the pipe closes, and nothing of that happens.
    ///
    /// The pause is for a killed server's children, which write a last time; the trap keeps the shell, which sees
    /// the server end, from ending the clean-up.
    private static let guardScript = """
        exec 3<&0
        folder=$1; log=$2; shift 2
        "$@" </dev/null >>"$log" 2>&1 3<&- &
        pid=$!
        (read -r line <&3; trap '' TERM; kill -9 "$pid"; sleep 1; rm -rf "$folder") >/dev/null 2>&1 &
        watch=$!
        echo "$pid"
        wait "$pid"
        kill "$watch" 2>/dev/null
        """

    init(folder: String, log: String, command: [String]) throws {
        let process = Process()
        let lifeline = Pipe()
        let answer = Pipe()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", Self.guardScript, "guard", folder, log] + command
        process.standardInput = lifeline
        process.standardOutput = answer
        // Whoever reads this process's output is not to wait for the server's end.
        process.standardError = FileHandle.nullDevice
        let ended = EndFlag()
        process.terminationHandler = { _ in ended.raise() }
        try SignalMask.cleared { try process.run() }
        let text = String(decoding: answer.fileHandleForReading.availableData, as: UTF8.self)
        guard let pid = Int32(text.trimmingCharacters(in: .whitespacesAndNewlines)) else {
            throw ServerError.failed(command: command.first ?? "", output: text)
        }
        self.pid = pid
        self.ended = ended
        owner = Owner(process: process, lifeline: lifeline)
    }

    deinit { signal(SIGKILL) }

    private final class EndFlag: Sendable {
        private let flag = Mutex(false)
        func raise() { flag.withLock { $0 = true } }
        var isRaised: Bool { flag.withLock(\.self) }
    }

    var isRunning: Bool { !ended.isRaised }

    func signal(_ number: Int32) {
        // Once the shell has ended, the number may belong to somebody else.
        guard isRunning else { return }
        kill(pid, number)
    }

    /// Waits until the process is gone.
    func waitForEnd(seconds: Double = 20) async throws {
        try await Self.poll(seconds: seconds) { !self.isRunning }
    }

    /// Asks again and again until the answer is yes.
    static func poll(seconds: Double, until condition: () throws -> Bool) async throws {
        let deadline = ContinuousClock.now + .seconds(seconds)
        while try !condition() {
            guard ContinuousClock.now < deadline else {
                throw ServerError.notReady(log: "no answer in \(seconds) s")
            }
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    /// Runs a helper program to its end.
    static func run(_ command: [String]) async throws {
        let outcome = try await Program.run("/usr/bin/env", command)
        guard outcome.status == 0 else {
            throw ServerError.failed(command: command.joined(separator: " "), output: outcome.output)
        }
    }
}
