import Domain
import Foundation
import HTTP
import ServerSupport

/// The suite at work on a recording, slowly enough to be talked to, with two gateways; and the operator's commands on it.
final class AlertSuite: Sendable {
    struct Failed: Error {
        let what: String
    }

    static let stretch = ["--from", "2018-01-01", "--to", "2018-01-04"]

    private let folder: String
    private let demo: Lifeline
    private let secondGateway: Lifeline
    private let environment: [String: String]
    private let doors: [String]
    private let client = HTTPClient(.init(timeout: .seconds(20), retry: .never))

    private static func program(_ name: String) -> String {
        let bundle = URL(fileURLWithPath: CommandLine.arguments[0]).standardizedFileURL
        return bundle.deletingLastPathComponent().appendingPathComponent(name).path
    }

    /// Starts everything, and returns when both gateways serve and the first bars have come.
    static func start() async throws -> AlertSuite {
        let folder = "/tmp/qtp-alerts-\(UInt32.random(in: 0 ... .max))"
        let demo = try Lifeline(
            folder: folder,
            command: [
                program("qtp"), "demo", "--plain", "--speed", "9000", "--dir", folder + "/suite",
            ] + stretch)
        let file = folder + "/suite/environment"
        try await wait("the suite's environment", log: { demo.log }) {
            FileManager.default.fileExists(atPath: file)
        }
        let pairs = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n").compactMap {
            line -> (String, String)? in
            let parts = line.split(separator: "=", maxSplits: 1)
            return parts.count == 2 ? (String(parts[0]), String(parts[1])) : nil
        }
        let environment = Dictionary(uniqueKeysWithValues: pairs)
        guard let first = environment["QTP_GATEWAY_PORT"] else { throw Failed(what: demo.log) }
        let second = try LoopbackPort.free()
        let settings = environment.merging([
            "QTP_GATEWAY_PORT": "\(second)", "QTP_INSTANCE": "gateway-2",
        ]) { $1 }
        let gateway = try Lifeline(
            folder: folder + "-gateway",
            command: ["/usr/bin/env"] + settings.map { "\($0.key)=\($0.value)" } + [program("gateway")])
        let suite = AlertSuite(
            folder: folder, demo: demo, secondGateway: gateway, environment: environment,
            doors: [first, "\(second)"].map { "http://127.0.0.1:\($0)" })
        try await wait("bars", log: { demo.log + gateway.log }) {
            for door in 0..<2 {
                guard let answer = try? await suite.ask("/v1/candles?instrument=sim:BTCUSD", door: door),
                    answer.status == 200, !(try answer.json["items"].items.isEmpty)
                else { return false }
            }
            return true
        }
        return suite
    }

    private init(
        folder: String, demo: Lifeline, secondGateway: Lifeline, environment: [String: String],
        doors: [String]
    ) {
        self.folder = folder
        self.demo = demo
        self.secondGateway = secondGateway
        self.environment = environment
        self.doors = doors
    }

    private static func wait(
        _ what: String, log: () -> String, until condition: () async throws -> Bool
    ) async throws {
        let deadline = ContinuousClock.now + .seconds(180)
        while try await !condition() {
            guard ContinuousClock.now < deadline else { throw Failed(what: "\(what): \(log())") }
            try await Task.sleep(for: .milliseconds(200))
        }
    }

    /// Waits for the end of the recording.
    func toTheEnd() async throws {
        try await Self.wait("the end", log: { self.demo.log }) { self.demo.log.contains("the API goes on") }
    }

    var isAtWork: Bool { !demo.log.contains("the API goes on") }

    func ask(_ path: String, door: Int = 0) async throws -> RunningSuite.Answer {
        try await send(.get, path, door: door)
    }

    /// Sends a request to one of the two doors; without a key where `isKnown` is false.
    func send(
        _ method: HTTPClient.Method, _ path: String, _ body: String = "", door: Int = 0, isKnown: Bool = true,
        type: String = "application/json"
    ) async throws -> RunningSuite.Answer {
        var headers: HTTPClient.Headers = ["Content-Type": type]
        if isKnown { headers.append("X-API-Key", environment["QTP_GATEWAY_API_KEY"] ?? "") }
        let answer = try await client.send(
            .init(method, doors[door] + path, headers: headers, body: Array(body.utf8)))
        return RunningSuite.Answer(status: answer.status, headers: answer.headers, text: answer.text)
    }

    /// Kills a daemon; the suite starts it again.
    func kill(_ daemon: String) throws {
        let text = try String(contentsOfFile: "\(folder)/suite/pids/\(daemon).pid", encoding: .utf8)
        guard let pid = pid_t(text.trimmingCharacters(in: .whitespacesAndNewlines)), pid > 1 else {
            throw Failed(what: "\(daemon) has no process id: \(text)")
        }
        Foundation.kill(pid, SIGKILL)
    }

    /// Runs `qtp` on the suite's servers, and gives its exit code and all it said.
    func operate(_ arguments: [String]) async throws -> (code: Int32, output: String) {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: Self.program("qtp"))
        process.arguments = arguments
        process.environment = environment.merging(["PATH": "/usr/bin:/bin"]) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = output
        let text = try await withCheckedThrowingContinuation {
            (continuation: CheckedContinuation<String, any Error>) in
            // Reading blocks until the end, so it gets a thread of its own.
            Thread.detachNewThread {
                do {
                    try process.run()
                    let data = output.fileHandleForReading.readDataToEndOfFile()
                    process.waitUntilExit()
                    continuation.resume(returning: String(decoding: data, as: UTF8.self))
                } catch {
                    continuation.resume(throwing: error)
                }
            }
        }
        return (process.terminationStatus, text)
    }

    /// A folder of the suite's own.
    func place(_ name: String) -> String { "\(folder)/\(name)" }
}
