import ArgumentParser
import Foundation
import HTTP

/// `qtp welcome`.
struct WelcomeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "welcome", abstract: "Waits for a suite's first paper trade and says how to go on.")

    @Option(help: ArgumentHelp("The gateway, as it is reached from here.", valueName: "url"))
    var gateway = "http://127.0.0.1:8080"
    @Option(
        help: ArgumentHelp("The gateway, as people reach it; as from here when absent.", valueName: "url"))
    var address: String?
    @Option(help: ArgumentHelp("The file with the API's key.", valueName: "file"))
    var keyFile: String
    @Flag(help: "Show the key; without this, who reads the logs later does not see it.")
    var showKey = false
    @Option(help: "What to say instead of the key.")
    var hint = "qtp keys create --scope paper --label mine"
    @Option(help: "How many seconds to wait for the gateway, and then for a trade.")
    var patience = 60

    /// A page of executions, as the API gives it.
    private struct Page: Decodable {
        struct Fill: Decodable {
            let instrument: String
            let side: String
            let quantity: String
            let price: String
            let occurredAt: Int64
        }
        let items: [Fill]
    }

    func run() async throws {
        let key = try String(contentsOfFile: keyFile, encoding: .utf8)
            .trimmingCharacters(in: .whitespacesAndNewlines)
        let client = HTTPClient(.init(timeout: .seconds(5), retry: .never))
        guard
            await poll({
                let health = try await client.send(.init(.get, gateway + "/readyz"))
                return health.status == 200 ? true : nil
            }) == true
        else { throw Silence(what: "The gateway at \(gateway)") }
        let shown = address ?? gateway
        Terminal.say("API:  \(shown)/v1/status, described at \(shown)/docs")
        Terminal.say(showKey ? "key:  \(key)" : "key:  \(hint)")
        let request = HTTPClient.Request.get(
            gateway + "/v1/fills", query: [("limit", "1")], headers: ["Authorization": "Bearer \(key)"])
        let fill = await poll {
            let answer = try await client.send(request).requireSuccess()
            return try JSONDecoder().decode(Page.self, from: Data(answer.body)).items.first
        }
        guard let fill else {
            return Terminal.say("No paper trade yet: \(shown)/v1/decisions tells what was decided.")
        }
        let time = Date(timeIntervalSince1970: Double(fill.occurredAt) / 1000).formatted(.iso8601)
        Terminal.say(
            "trade: paper \(fill.side) of \(fill.quantity) \(fill.instrument) at \(fill.price), \(time)")
    }

    /// Asks until there is an answer; nil when the patience is at its end.
    private func poll<Value>(_ ask: () async throws -> Value?) async -> Value? {
        let deadline = ContinuousClock.now + .seconds(patience)
        while ContinuousClock.now < deadline {
            if let value = try? await ask() { return value }
            try? await Task.sleep(for: .milliseconds(200))
        }
        return nil
    }

    private struct Silence: Error, CustomStringConvertible {
        let what: String
        var description: String { "\(what) does not answer." }
    }
}
