import Domain
import Foundation
import Messages
import RedisStreams
import Testing

extension GatewayTests {
    @Suite struct `The gateway's status` {
        let suite: RunningSuite

        init() async throws { suite = try await RunningSuite.running() }

        /// Asks until the answer is as wanted, for a minute at most, and gives the last.
        private func status(until isWanted: ([String: JSON]) -> Bool) async throws -> [String: JSON] {
            let deadline = ContinuousClock.now + .seconds(60)
            while true {
                let items = try await suite.ask("/v1/status").json["services"].items
                let services = Dictionary(uniqueKeysWithValues: items.map { ($0["service"].text ?? "", $0) })
                if isWanted(services) || ContinuousClock.now > deadline { return services }
                try await Task.sleep(for: .milliseconds(50))
            }
        }

        @Test func `shows of every service its shards, owners, lag and last event`() async throws {
            let shards = Double(suite.bus.shardCount)
            #expect(try await suite.ask("/v1/status").json["shards"].number == shards)
            let services = try await status { $0.values.allSatisfy { $0["lag"] == .number(0) } }
            #expect(Set(services.keys) == Set(ServiceName.pipeline.map(\.rawValue)))
            let now = Date().timeIntervalSince1970 * 1000
            for (name, service) in services {
                let owner = JSON.text("\(name)-1")
                #expect(service["ownedShards"].number == shards, "\(name)")
                #expect(service["owners"] == .array([owner]), "\(name)")
                #expect(service["lag"] == .number(0) && service["pending"] == .number(0), "\(name)")
                let last = try #require(service["lastEventAt"].number, "\(name)")
                #expect((now - 600_000...now + 1000).contains(last), "\(name)")
                let assignments = service["assignments"].items
                #expect(assignments.map { $0["shard"].number } == (0..<suite.bus.shardCount).map(Double.init))
                #expect(assignments.allSatisfy { $0["owner"] == owner && $0["lag"] == .number(0) }, "\(name)")
                #expect(assignments.compactMap { $0["lastEventAt"].number }.max() == last, "\(name)")
            }
            #expect(
                services["router"]?["streams"].items.map { $0["stream"].text }.contains("commands") == true)
        }

        @Test func `counts dead letters of the service that could not take them`() async throws {
            let before = try await status { _ in true }
            let known = before["router"]?["deadLetters"].number ?? -1
            let key = StreamKind.market.key(in: Shard(3))
            let id = try await suite.bus.inspect(["XADD", key, "*", "type", "nonsense", "v", "1"])
            let after = try await status { $0["router"]?["deadLetters"].number == known + 1 }
            #expect(after["router"]?["deadLetters"].number == known + 1)
            for (name, service) in after where name != "router" {
                #expect(service["deadLetters"] == before[name]?["deadLetters"], "\(name)")
            }
            let event = try await suite.events(after: "0") { $0.contains { $0.type == "entry.rejected" } }
                .last { $0.type == "entry.rejected" }
            #expect(
                event?.data["data"]["entryID"].text == id.trimmingCharacters(in: .whitespacesAndNewlines))
        }
    }
}
