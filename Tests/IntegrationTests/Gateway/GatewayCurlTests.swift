import Foundation
import HTTP
import ServerSupport
import Testing

extension GatewayTests {
    /// Every line of the page that people and AI builders copy, run as it stands there.
    @Suite(.serialized) struct `The gateway's cURL lines` {
        let suite: RunningSuite

        init() async throws { suite = try await RunningSuite.running() }

        private func post(_ path: String, _ body: String = "") async throws -> JSON {
            let answer = try await suite.send(
                .post, path, key: suite.key, headers: ["Content-Type": "application/json"], body: body)
            #expect(answer.status < 300, "\(path): \(answer.text)")
            return try answer.json
        }

        private func first(_ path: String, _ name: String = "id") async throws -> String {
            try #require(try await suite.ask(path).json["items"].items.first?[name].text, "\(path)")
        }

        private func export() async throws -> String {
            let id = try #require(try await post("/v1/jobs/export")["id"].text)
            let deadline = ContinuousClock.now + .seconds(60)
            while try await suite.ask("/v1/jobs/\(id)").json["state"].text != "completed" {
                try #require(ContinuousClock.now < deadline)
                try await Task.sleep(for: .milliseconds(100))
            }
            return id
        }

        private func hook() async throws -> JSON {
            try await post(
                "/v1/hooks",
                #"{"label":"\#(UUID().uuidString)","symbols":[{"symbol":"BINANCE:BTCUSDT","instrument":"sim:BTCUSD"}]}"#
            )
        }

        /// The line about things that are there: only ids and secrets are put in, each in the place of its placeholder.
        private func filled(_ line: String, _ webhook: (id: String, delivery: String)) async throws -> String
        {
            let path = line.components(separatedBy: "$QTP_URL")[1].components(separatedBy: "\"")[0]
            func id(_ id: String) -> String { line.replacingOccurrences(of: "/ID", with: "/" + id) }
            switch path.split(separator: "/").dropFirst().first {
            case "instruments": return id("sim:BTCUSD")
            case "positions":
                return path.hasSuffix("ID") ? id(try await first("/v1/positions", "instrument")) : line
            case "signals": return path.hasSuffix("ID") ? id(try await first("/v1/signals")) : line
            case "decisions": return path.contains("/ID") ? id(try await first("/v1/decisions")) : line
            case "fills": return path.hasSuffix("ID") ? id(try await first("/v1/fills")) : line
            case "orders" where path.hasSuffix("CLIENTORDERID"):
                let name = try await first("/v1/orders", "clientOrderID")
                return line.replacingOccurrences(of: "CLIENTORDERID", with: name)
            case "orders" where line.contains("confirmationToken"):
                let preview = try await post(
                    "/v1/orders/preview", #"{"instrument":"sim:BTCUSD","side":"buy","quantity":"0.01"}"#)
                return line.replacing(
                    /"confirmationToken":"[^"]*"/,
                    with: "\"confirmationToken\":\"\(preview["confirmationToken"].text ?? "")\"")
            case "strategies" where path.hasSuffix("ID"): return id(try await first("/v1/strategies", "name"))
            case "jobs" where path.contains("/ID"):
                return id(try await export()).replacingOccurrences(of: "/NAME", with: "/signals.jsonl")
            case "keys" where path.contains("/ID"):
                return id(
                    try #require(try await post("/v1/keys", #"{"label":"x","scope":"read"}"#)["id"].text))
            case "hooks" where path.hasSuffix("/HOOK"):
                let hook = try await hook()
                return line.replacingOccurrences(of: "HOOK", with: hook["id"].text ?? "")
                    .replacingOccurrences(of: "the-secret-shown-once", with: hook["secret"].text ?? "")
            case "hooks" where path.hasSuffix("ID"): return id(try await hook()["id"].text ?? "")
            case "webhooks" where line.contains("-X DELETE"):
                let body = #"{"url":"https://example.com/x","format":"generic","events":["gap.confirmed"]}"#
                return id(try await post("/v1/webhooks", body)["id"].text ?? "")
            case "webhooks":
                return id(webhook.id).replacingOccurrences(of: "/DELIVERY", with: "/" + webhook.delivery)
            default: return line
            }
        }

        /// What a line may be told that is no fault of its own: that a thing is not, or no longer, in the state it would need.
        private static let excused: [(String, Int)] = [
            ("-X DELETE \"$QTP_URL/v1/orders/", 409), ("/cancel\"", 409),
            // The parts of the interactive documentation are installed or not.
            ("/docs/assets/", 404),
        ]

        @Test(.timeLimit(.minutes(5)))
        func `are all answered as they stand on the page`() async throws {
            try await Receiver.running { receiver, url in
                let made = try await post(
                    "/v1/webhooks", #"{"url":"\#(url)","format":"generic","events":["decision.made"]}"#)
                let id = try #require(made["id"].text)
                _ = try await post("/v1/webhooks/\(id)/replay", #"{"from":1514764800000,"to":1514772000000}"#)
                try await receiver.wait(for: 1)
                let webhook = (id: id, delivery: try await first("/v1/webhooks/\(id)/deliveries"))
                try await run(webhook)
                _ = try await suite.send(.delete, "/v1/webhooks/\(id)", key: suite.key)
            }
            // They have stopped the suite's trading and its market data.
            let release = try await suite.command("kill-switch", #"{"action":"release","reason":"a test"}"#)
            #expect(release.status == 200)
            #expect(try await suite.command("subscribe", #"{"instrument":"sim:BTCUSD"}"#).status == 200)
        }

        private func run(_ webhook: (id: String, delivery: String)) async throws {
            let page = try await suite.ask("/docs/curl.md", key: nil).text
            let lines = page.split(separator: "\n").map(String.init).filter { $0.hasPrefix("curl ") }
            #expect(lines.count > 70)
            // There is none to show before one was deployed.
            let strategies = lines.filter { $0.contains("-X POST \"$QTP_URL/v1/strategies\"") }
            var environment = ProcessInfo.processInfo.environment
            environment["QTP_URL"] = suite.base
            environment["QTP_KEY"] = suite.key
            var made: [String] = []
            for line in strategies + lines {
                let command = try await filled(line, webhook)
                let outcome = try await Program.run(
                    "/bin/bash",
                    [
                        "-c",
                        command + (line.contains(" -N ") ? " --max-time 2" : "")
                            + " -w '\nstatus %{http_code}\n'",
                    ],
                    environment: environment)
                let status =
                    outcome.output.matches(of: /\nstatus (\d+)\n/).last.flatMap { Int($0.output.1) } ?? 0
                let isExcused = Self.excused.contains { line.contains($0.0) && status == $0.1 }
                #expect(
                    (200..<300).contains(status) || isExcused, "\(command)\n\(outcome.output.prefix(800))")
                if line.contains("-X POST \"$QTP_URL/v1/webhooks\" ") {
                    made += outcome.output.matches(of: /"id":"([^"]+)"/).map { String($0.output.1) }
                }
            }
            for id in made {
                _ = try await suite.send(.delete, "/v1/webhooks/\(id)", key: suite.key)
            }
        }
    }
}
