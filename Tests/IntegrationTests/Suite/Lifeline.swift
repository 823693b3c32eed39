import Foundation
import ServerSupport

/// A program that is asked to stop when this process ends, so that it can end its own children.
final class Lifeline: @unchecked Sendable {
    // `Process` and `Pipe` are not `Sendable`; after `init` one is only asked whether it runs, the other kept.
    private let process = Process()
    private let pipe = Pipe()
    private let logFile: String

    private static let script = """
        folder=$1; shift
        mkdir -p "$folder"
        "$@" </dev/null >"$folder/log" 2>&1 &
        pid=$!
        trap '' INT TERM HUP
        read -r line
        kill -TERM "$pid"
        wait "$pid"
        rm -rf "$folder"
        """

    init(folder: String, command: [String]) throws {
        logFile = folder + "/log"
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", Self.script, "lifeline", folder] + command
        process.standardInput = pipe
        // Whoever reads the tests' output is not to wait for the suite's end.
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try SignalMask.cleared { try process.run() }
    }

    var isRunning: Bool { process.isRunning }
    var log: String { (try? String(contentsOfFile: logFile, encoding: .utf8)) ?? "" }
}
