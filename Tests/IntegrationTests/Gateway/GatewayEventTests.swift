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
            #expect(events.allSatisfy { $0.data["instrument"].text == "sim:ETHUSD" })
        }

        @Test func `are of some topics and bars where only those are wanted`() async throws {
            let events = try await suite.events(after: "0", query: "?topic=candles,signals&interval=4h") {
                $0.count >= 60
            }
            #expect(Set(events.map(\.name)) == ["candles", "signals"])
            #expect(events.allSatisfy { $0.data["interval"].text == "4h" })
        }

        /// The records first and then what followed them: together what a client that was there all along would know.
        @Test func `start from a snapshot, and go on where that ends`() async throws {
            let query = "?topic=candles,positions,equity,system&interval=30m&snapshot=7"
            async let waiting = suite.events(after: nil, query: query) { events in
                events.contains { $0.type == "command.replied" }
            }
            try await Task.sleep(for: .seconds(1))
            _ = try await command()
            let events = try await waiting
            let snapshots = events.prefix { $0.name == "snapshot" }.map(\.data)
            #expect(snapshots.map { $0["topic"].text } == ["candles", "positions", "equity", "system"])
            let listed = try await suite.ask("/v1/candles?interval=30m&limit=7").json["items"].items
            #expect(snapshots.first?["items"].items == Array(listed.reversed()))
            #expect(Set(snapshots.map { $0["cursor"].text }).count == 1)
            let positions = try await suite.ask("/v1/positions").json["items"].items
            #expect(snapshots.dropFirst().first?["items"].items == positions.reversed())
            let portfolio = try await suite.ask("/v1/portfolio").json
            #expect(snapshots.dropFirst(2).first?["items"].items == portfolio["holdings"].items)
            // Nothing that is in the snapshot comes again.
            #expect(!events.contains { ["bar.closed", "position.changed"].contains($0.type) })
        }

        /// Each event has the record's form, so that a client needs one reader for lists and for events.
        @Test func `carry records as lists do`() async throws {
            let events = try await suite.events(after: "0", query: "?topic=candles,decisions,orders,fills") {
                Set($0.map(\.name)).count == 4
            }
            for (name, path) in [
                ("candles", "candles"), ("decisions", "decisions"), ("orders", "orders"), ("fills", "fills"),
            ] {
                let listed = try await suite.walk("/v1/\(path)", limit: 1_000)
                let told = try #require(events.last { $0.name == name }).data["data"]
                let key = name == "orders" ? "clientOrderID" : name == "fills" ? "id" : "openedAt"
                let same = try #require(
                    listed.first {
                        $0[key] == told[key] && $0["instrument"] == told["instrument"]
                            && $0["interval"] == told["interval"]
                    }, "\(name) \(told)")
                #expect(Set(told.members.keys) == Set(same.members.keys), "\(name)")
                if name != "orders" { #expect(told == same, "\(name)") }
            }
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
