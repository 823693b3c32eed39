import Foundation
import Messages
import ServerSupport
import Testing

@Suite(.timeLimit(.minutes(5))) struct `The picture that qtp top shows` {
    private struct Picture: Decodable {
        struct Service: Decodable {
            let service: String
            let shards: Int
            let instances: [String]
            let lag: Int?
            let perSecond: Double?
        }
        struct Count: Decodable {
            let name: String
            let count: Int
        }
        struct Trading: Decodable {
            struct Holding: Decodable {
                let instrument: String
            }
            let decisions: [Count]
            let orders: [Count]
            let holdings: [Holding]
        }
        struct Hint: Decodable {
            let runbook: String
        }
        let shards: Int
        let services: [Service]
        let trading: Trading?
        let hints: [Hint]
    }

    @Test func `is of everything that runs`() async throws {
        let suite = try await DemoSuite.start(
            "top", ["--from", "2018-01-01", "--to", "2018-01-06", "--speed", "max"])
        try await suite.wait(for: "the end of the recording") { suite.isRecordingOver }

        let json = try await suite.operate(["top", "--once", "--json"])
        #expect(json.status == 0, "\(json.output)")
        let picture = try JSONDecoder().decode(Picture.self, from: Data(json.output.utf8))
        #expect(picture.services.map(\.service) == ServiceName.pipeline.map(\.rawValue))
        for service in picture.services {
            #expect(service.shards == picture.shards && service.instances == ["\(service.service)-1"])
            #expect(service.lag == 0 && service.perSecond != nil, "\(service.service)")
        }
        #expect(picture.hints.isEmpty)
        let trading = try #require(picture.trading)
        // The newest hundred of each of two instruments.
        #expect(trading.decisions.reduce(0) { $0 + $1.count } == 200)
        #expect(trading.orders.contains { $0.name == "filled" && $0.count > 0 })
        #expect(!trading.holdings.isEmpty)

        let text = try await suite.operate(["top", "--once"])
        #expect(text.status == 0)
        for word in ServiceName.pipeline.map(\.rawValue) + ["newest decisions", "all, after fees"] {
            #expect(text.output.contains(word), "\(text.output)")
        }
    }
}
