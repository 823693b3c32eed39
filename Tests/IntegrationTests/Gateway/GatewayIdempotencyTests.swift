import Foundation
import HTTP
import Testing

extension GatewayTests {
    @Suite struct `The gateway given a change under a name` {
        let suite: RunningSuite

        init() async throws { suite = try await RunningSuite.running() }

        private let strategy =
            #"{"name":"test-NAME","description":"d","interval":"30m","direction":"long","enter":{"above":["close",1]},"exit":{"below":["close",1]}}"#

        private func deploy(_ name: String, key: String, header: Bool = false) async throws
            -> RunningSuite.Answer
        {
            let text = strategy.replacing("NAME", with: name)
            var headers: HTTPClient.Headers = ["Content-Type": "application/json"]
            if header { headers.append("Idempotency-Key", key) }
            let rest = header ? "" : #","idempotencyKey":"\#(key)""#
            return try await suite.send(
                .post, "/v1/strategies", key: suite.key, headers: headers,
                body: #"{"strategy":\#(text)\#(rest)}"#)
        }

        @Test func `answers a repeat as it answered first, whichever way the name came`() async throws {
            let key = UUID().uuidString
            let first = try await deploy("one", key: key)
            #expect(first.status == 200 && first.headers["Idempotency-Replayed"] == nil, "\(first.text)")
            for header in [false, true] {
                let again = try await deploy("one", key: key, header: header)
                #expect(again.status == 200 && again.text == first.text)
                #expect(again.headers["Idempotency-Replayed"] == "true")
            }
            let conflict = try await deploy("two", key: key)
            #expect(conflict.status == 409)
            #expect(try conflict.json["type"].text?.hasSuffix(":idempotency-conflict") == true)
        }

        @Test func `takes an empty name for none`() async throws {
            let one = try await deploy("empty", key: "", header: true)
            let other = try await deploy("empty", key: "")
            #expect(one.status == 200 && other.status == 200)
            #expect(try one.json["commandID"] != other.json["commandID"])
        }

        @Test func `repeats a refusal, too`() async throws {
            let key = UUID().uuidString
            let body = #"{"instrument":"sim:NOPE","idempotencyKey":"\#(key)"}"#
            let first = try await suite.command("subscribe", body)
            let again = try await suite.command("subscribe", body)
            #expect(first.status == 409 && again.status == 409 && again.text == first.text)
            #expect(again.headers["Idempotency-Replayed"] == "true")
        }

        @Test func `shows a strategy as long as it is deployed, and what became of it after`() async throws {
            #expect(try await deploy("life", key: UUID().uuidString).status == 200)
            let path = "/v1/strategies/test-life"
            func state(_ wanted: String) async throws -> JSON {
                // The history is a moment behind the services.
                for _ in 0..<200 {
                    let answer = try await suite.ask(path)
                    if answer.status == 200, try answer.json["state"].text == wanted {
                        return try answer.json
                    }
                    try await Task.sleep(for: .milliseconds(50))
                }
                return .null
            }
            let deployed = try await state("deployed")
            #expect(deployed["strategy"]["direction"].text == "long" && deployed["name"].text == "test-life")
            #expect(try await suite.send(.delete, path, key: suite.key).status == 200)
            #expect(try await state("withdrawn")["strategy"]["direction"].text == "long")
            let listed = try await suite.walk("/v1/strategies?state=withdrawn", limit: 10)
            #expect(listed.contains { $0["name"].text == "test-life" })
            #expect(try await suite.send(.delete, path, key: suite.key).status == 409)
        }

        @Test func `finds no strategy to withdraw that nobody has deployed`() async throws {
            let answer = try await suite.send(.delete, "/v1/strategies/nobodys-own", key: suite.key)
            #expect(answer.status == 404 && answer.type == "application/problem+json", "\(answer.text)")
            #expect(try answer.json["replies"].items.isEmpty == false)
        }

        @Test(arguments: [
            (#""interval":"30m""#, #""interval":"1m""#, "30m, 4h", ["body", "strategy", "interval"]),
            (
                #""direction""#, #""instruments":["sim:BTCUSD","sim:NOPE"],"direction""#, "/v1/instruments",
                ["body", "strategy", "instruments", "1"]
            ),
        ])
        func `refuses a strategy that no bar would ever reach`(
            from: String, to: String, remedy: String, place: [String]
        ) async throws {
            let text = strategy.replacing("NAME", with: "unheard").replacing(from, with: to)
            let answer = try await suite.send(
                .post, "/v1/strategies", key: suite.key, headers: ["Content-Type": "application/json"],
                body: #"{"strategy":\#(text)}"#)
            #expect(answer.status == 422 && answer.text.contains(remedy), "\(answer.text)")
            // Places in a list are numbers.
            let places = try answer.json["errors"].items.map { fault in
                fault["loc"].items.map { $0.text ?? $0.number.map { String(Int($0)) } ?? "" }
            }
            #expect(places == [place])
        }

        @Test func `says where a strategy is wrong, before any service sees it`() async throws {
            let answer = try await suite.send(
                .post, "/v1/strategies", key: suite.key, headers: ["Content-Type": "application/json"],
                body: #"{"strategy":{"name":"x","interval":"7m"}}"#)
            #expect(answer.status == 422)
            #expect(try answer.json["errors"].items.first?["loc"].items.first?.text == "body")
        }

        @Test func `takes JSON alone, and no more than it may`() async throws {
            let text = try await suite.send(
                .post, "/v1/commands/subscribe", key: suite.key, headers: ["Content-Type": "text/plain"],
                body: "{}")
            #expect(text.status == 415)
            let long =
                #"{"instrument":"sim:X","#
                + #""x":"\#(String(repeating: "y", count: 1_100_000))"}"#
            #expect(try await suite.command("subscribe", long).status == 413)
        }
    }
}
