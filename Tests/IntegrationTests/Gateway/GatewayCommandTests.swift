import Bus
import Domain
import Foundation
import Messages
import RedisStreams
import Testing

extension GatewayTests {
    @Suite struct `The gateway given a command` {
        let suite: RunningSuite

        init() async throws { suite = try await RunningSuite.running() }

        private func killSwitch(_ action: String, key: String? = nil) async throws -> RunningSuite.Answer {
            let body = #"{"action":"\#(action)","reason":"a test"}"#
            return try await suite.command("kill-switch", body, idempotencyKey: key)
        }

        /// How often a command stands in the streams.
        private func count(of id: String, in stream: StreamKind, _ shard: Int) async throws -> Int {
            let entries = try await suite.bus.entries(
                of: stream, in: Shard(shard), after: .zero, limit: 10_000)
            return entries.count {
                guard case .commandIssued(let issued) = $0.message.body else { return false }
                return issued.commandID == id
            }
        }

        @Test(arguments: ["engage", "release"])
        func `answers when all shards have switched`(action: String) async throws {
            let answer = try await killSwitch(action)
            #expect(answer.status == 200)
            let outcome = try answer.json
            #expect(outcome["status"].text == "completed")
            let replies = outcome["replies"].items
            #expect(replies.map { $0["shard"].number } == (0..<suite.bus.shardCount).map(Double.init))
            #expect(
                replies.allSatisfy { $0["service"].text == "executor" && $0["accepted"] == .boolean(true) })
            #expect(replies.allSatisfy { $0["detail"].text?.hasPrefix(action) == true })
        }

        @Test func `carries it out once however often it is repeated under its key`() async throws {
            let key = UUID().uuidString
            async let other = killSwitch("engage", key: key)
            let first = try await killSwitch("engage", key: key)
            let twin = try await other
            let repeated = try await killSwitch("engage", key: key)
            #expect(first.status == 200 && repeated.status == 200 && twin.status == 200)
            #expect(try repeated.json == first.json && twin.json == first.json)
            let id = try #require(try first.json["commandID"].text)
            // Two at the same moment may both be sent; the executor knows a repeat by its id and answers once.
            #expect(try await count(of: id, in: .executorCommands, 0) <= 2)
            for shard in 0..<suite.bus.shardCount {
                let replies = try await suite.bus.entries(
                    of: .replies, in: Shard(shard), after: .zero, limit: 10_000)
                #expect(replies.count { $0.message.id.contains(id) } == 1)
            }

            let conflict = try await killSwitch("release", key: key)
            #expect(conflict.status == 409 && conflict.type == "application/problem+json")
            #expect(try await killSwitch("release").status == 200)
        }

        @Test func `sends a repeat under its key to nobody`() async throws {
            let key = UUID().uuidString
            let id = try #require(try await killSwitch("release", key: key).json["commandID"].text)
            for _ in 0..<2 { #expect(try await killSwitch("release", key: key).status == 200) }
            for shard in 0..<suite.bus.shardCount {
                #expect(try await count(of: id, in: .executorCommands, shard) == 1)
            }
        }

        @Test func `subscribes to what the venue lists, and passes on its refusal of the rest`() async throws
        {
            let known = try await suite.command("subscribe", #"{"instrument":"sim:BTCUSD"}"#)
            #expect(known.status == 200)
            let unknown = try await suite.command("subscribe", #"{"instrument":"sim:NOPE"}"#)
            #expect(unknown.status == 409 && unknown.type == "application/problem+json")
            let outcome = try unknown.json
            #expect(outcome["type"].text?.hasSuffix(":command-refused") == true)
            #expect(outcome["detail"].text?.contains("NOPE") == true, "\(unknown.text)")
            let reply = outcome["replies"].items.first ?? .null
            #expect(reply["service"].text == "market-feed" && reply["accepted"] == .boolean(false))
            #expect(reply["detail"].text?.contains("NOPE") == true)
        }

        @Test(arguments: [
            ("subscribe", "", ["body"]), ("subscribe", "{}", ["body", "instrument"]),
            ("subscribe", #"{"instrument":"sim:X","now":"yes"}"#, ["body", "now"]),
            ("kill-switch", "[1]", ["body"]),
            ("kill-switch", #"{"action":"pull","reason":"r"}"#, ["body", "action"]),
            ("kill-switch", #"{"action":"engage"}"#, ["body", "reason"]),
        ])
        func `refuses a body it cannot use`(name: String, body: String, place: [String]) async throws {
            let answer = try await suite.command(name, body)
            #expect(answer.status == 422 && answer.type == "application/problem+json")
            #expect(try answer.json["errors"].items.map { $0["loc"] } == [.array(place.map { .text($0) })])
        }
    }
}
