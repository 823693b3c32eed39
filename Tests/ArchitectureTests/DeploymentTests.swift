import Foundation
import Messages
import Testing

/// What is shipped for running the suite names all of it.
@Suite struct `The deployment` {
    @Test(arguments: ServiceName.allCases.filter { $0 != .worker })
    func `starts every daemon under systemd`(service: ServiceName) throws {
        #expect(try Repository.text("deploy/systemd/qtp.target").contains("qtp@\(service.rawValue).service"))
    }

    @Test func `hands the gateway its secrets as files that systemd keeps`() throws {
        let text = try Repository.text("deploy/systemd/qtp@gateway.service.d/secrets.conf")
        for match in text.matches(of: /Environment=QTP_\w+_FILE=%d\/([a-z-]+)/) {
            #expect(text.contains("LoadCredential=\(match.1):/etc/qtp/secrets/\(match.1)\n"))
        }
        #expect(text.contains("QTP_GATEWAY_API_KEY_FILE"))
    }

    /// The lines of compose.yaml that are about one service.
    private func container(_ name: String) throws -> Substring {
        let text = try Repository.text("compose/compose.yaml")
        let start = try #require(text.firstRange(of: "\n  \(name):\n"), "\(name)").upperBound
        let end = text[start...].firstRange(of: /\n {0,2}[a-z#]/)?.lowerBound ?? text.endIndex
        return text[start..<end]
    }

    @Test(arguments: ServiceName.allCases)
    func `starts every daemon in a container, as a user of its own with its own secrets`(
        service: ServiceName
    ) throws {
        let container = try container(service.rawValue)
        #expect(container.contains("unix://\(service.rawValue)@/run/redis/redis.sock"))
        #expect(container.contains("[\"secrets-\(service.rawValue):/run/secrets:ro,nocopy\", *redis-socket]"))
        #expect(container.ranges(of: "secrets-").count == 1)
        #expect(container.contains("<<: *daemon"))
    }

    @Test(arguments: ServiceName.allCases.map(\.rawValue) + ["operator", "loader", "redis", "postgres"])
    func `makes the secrets of everybody who has some`(reader: String) throws {
        #expect(try container("secrets").contains("- secrets-\(reader):/secrets/\(reader)\n"))
    }

    @Test func `lets executor and market-feed alone reach venues`() throws {
        let text = try Repository.text("compose/compose.yaml")
        let names = text.matches(of: /(?m)^  ([a-z-]+):$/).map { String($0.1) }
        let reaching = try names.filter { try container($0).contains(/networks: \[[a-z, ]*venues/) }
        #expect(Set(reaching) == ["exchange-sim", "market-feed", "executor"])
    }
}
