import Foundation
import HTTP
import ServerSupport

/// The suite at work on a recording, slowly enough to be talked to, with two gateways; and the operator's commands on it.
final class AlertSuite: Sendable {
    static let stretch = ["--from", "2018-01-01", "--to", "2018-01-04"]

    /// The suite itself, for the operator's commands on it.
    let demo: DemoSuite
    private let secondGateway: DaemonProcess
    private let doors: [String]
    private let client = HTTPClient(.init(timeout: .seconds(120), retry: .never))

    /// Starts everything, and returns when both gateways serve and the first bars have come.
    static func start() async throws -> AlertSuite {
        let demo = try await DemoSuite.start("alerts", ["--speed", "9000"] + stretch)
        let second = "\(try LoopbackPort.free())"
        let gateway = try DaemonProcess(
            "gateway",
            environment: demo.environment.merging([
                "QTP_GATEWAY_PORT": second, "QTP_INSTANCE": "gateway-2",
            ]) { $1 })
        let suite = AlertSuite(
            demo: demo, secondGateway: gateway, doors: [try demo.setting("QTP_GATEWAY_PORT"), second])
        try await demo.wait(for: "bars") {
            for door in 0..<2 {
                guard let answer = try? await suite.ask("/v1/candles?instrument=sim:BTCUSD", door: door),
                    answer.status == 200, !(try answer.json["items"].items.isEmpty)
                else { return false }
            }
            return true
        }
        return suite
    }

    private init(demo: DemoSuite, secondGateway: DaemonProcess, doors: [String]) {
        self.demo = demo
        self.secondGateway = secondGateway
        self.doors = doors.map { "http://127.0.0.1:\($0)" }
    }

    /// Waits for the end of the recording.
    func toTheEnd() async throws { try await demo.wait(for: "the end") { demo.isRecordingOver } }

    var isAtWork: Bool { !demo.isRecordingOver }

    func ask(_ path: String, door: Int = 0) async throws -> RunningSuite.Answer {
        try await send(.get, path, door: door)
    }

    /// Sends a request to one of the two doors; without a key where `isKnown` is false.
    func send(
        _ method: HTTPClient.Method, _ path: String, _ body: String = "", door: Int = 0, isKnown: Bool = true,
        type: String = "application/json"
    ) async throws -> RunningSuite.Answer {
        var headers: HTTPClient.Headers = ["Content-Type": type]
        if isKnown { headers.append("X-API-Key", demo.environment["QTP_GATEWAY_API_KEY"] ?? "") }
        let answer = try await client.send(
            .init(method, doors[door] + path, headers: headers, body: Array(body.utf8)))
        return RunningSuite.Answer(status: answer.status, headers: answer.headers, text: answer.text)
    }

    /// A folder of the suite's own.
    func place(_ name: String) -> String { "\(demo.folder)/\(name)" }
}
