import Foundation
import HTTP
import RedisStreams
import Testing

extension GatewayTests {
    @Suite struct `The gateway's events` {
        let suite: RunningSuite

        init() async throws { suite = try await RunningSuite.running() }

        /// Has all shards answer, and gives the command's id.
        private func command() async throws -> String {
            let answer = try await suite.command("kill-switch", #"{"action":"release","reason":"a test"}"#)
            return try #require(try answer.json["commandID"].text)
        }

        private func replies(_ events: [ServerEvent], to id: String) -> [ServerEvent] {
            events.filter { $0.type == "command.replied" && $0.commandID == id }
        }

        @Test func `arrive as they happen, and resume with exactly those that were missed`() async throws {
            let shards = suite.bus.shardCount
            let first = try await command()
            // From the beginning, so that the command's answers are among them whenever this client came.
            let seen = try await suite.events(after: "0") { replies($0, to: first).count == shards }
            #expect(Set(seen.map(\.entry)).count == seen.count)

            let missed = [try await command(), try await command()]
            let last = try await command()
            // Order holds within a shard, so with all of the last answers everything before them has come.
            let after = try await suite.events(after: try #require(seen.last).id) {
                replies($0, to: last).count == shards
            }
            #expect(Set(after.map(\.entry)).count == after.count)
            #expect(Set(after.map(\.entry)).isDisjoint(with: seen.map(\.entry)))
            for id in missed { #expect(replies(after, to: id).count == shards) }
            let known = Set(missed + [last])
            #expect(replies(after, to: first).isEmpty)
            #expect(
                after.filter { $0.type == "command.replied" }.allSatisfy {
                    known.contains($0.commandID ?? "")
                })
        }

        @Test func `arrive while a client waits for them`() async throws {
            async let waiting = suite.events(after: nil) { !$0.isEmpty }
            // Once would do, were it known when the client has begun to listen.
            for _ in 0..<3 {
                try await Task.sleep(for: .milliseconds(200))
                _ = try await command()
            }
            #expect(try await waiting.isEmpty == false)
        }

        @Test func `resume from any event on, in each stream's order`() async throws {
            let total = 1000
            let all = try await suite.events(after: "0") { $0.count >= total }
            #expect(Set(all.map(\.type)).isSuperset(of: ["bar.closed"]), "\(Set(all.map(\.type)))")
            for cut in [1, 700] {
                let expected = all[cut...]
                let wanted = Set(expected.map(\.entry))
                let resumed = try await suite.events(after: all[cut - 1].id) {
                    $0.count >= wanted.count && wanted.isSubset(of: $0.map(\.entry))
                }
                #expect(Set(resumed.map(\.entry)).isDisjoint(with: all[..<cut].map(\.entry)), "\(cut)")
                let streams = Dictionary(grouping: resumed, by: \.place)
                for (place, events) in Dictionary(grouping: expected, by: \.place) {
                    let same = streams[place, default: []].prefix(events.count)
                    #expect(same.map(\.entry) == events.map(\.entry), "\(cut) \(place)")
                }
            }
        }

        @Test func `are of one instrument where only that is wanted`() async throws {
            let events = try await suite.events(after: "0", query: "?instrument=sim:ETHUSD") {
                $0.count >= 200
            }
            #expect(events.allSatisfy { $0.data["message"]["key"].text == "sim:ETHUSD" })
        }

        @Test func `are refused from a place that is none`() async throws {
            let answer = try await suite.ask("/v1/events", key: suite.key, headers: ["Last-Event-ID": "zz"])
            #expect(answer.status == 422)
            #expect(
                try answer.json["errors"].items.first?["loc"]
                    == .array([.text("header"), .text("Last-Event-ID")]))
        }
    }
}
