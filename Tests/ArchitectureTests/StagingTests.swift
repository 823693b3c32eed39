import Foundation
import Messages
import Testing

/// The overlay with replicas, the servers for development and the dev container speak of the same suite.
@Suite struct Staging {
    @Test(arguments: ServiceName.allCases)
    func `runs several of every service`(service: ServiceName) throws {
        let overlay = try Repository.text("compose/compose.staging.yaml")
        #expect(
            overlay.contains("\n  \(service.rawValue): *replicated\n")
                || overlay.contains("\n  \(service.rawValue):\n    <<: *replicated\n"))
    }

    @Test(arguments: ServiceName.allCases)
    func `lets Prometheus find every replica`(service: ServiceName) throws {
        let targets = try Repository.text("deploy/prometheus/staging.yaml")
        #expect(targets.contains("\n          - \(service.rawValue)\n"))
    }

    @Test(arguments: ["compose/compose.staging.yaml", "compose/compose.dev.yaml"])
    func `opens no port beyond the machine that nobody asked for`(file: String) throws {
        for match in try Repository.text(file).matches(of: /\n +ports: \["([^"]+)"\]/) {
            #expect(match.1.hasPrefix("127.0.0.1:") || match.1.hasPrefix("${PROXY_ADDRESS:-127.0.0.1}:"))
        }
    }

    private struct Container: Decodable {
        let dockerComposeFile: String
        let service: String
        let forwardPorts: [Int]
    }

    @Test func `has a dev container that forwards the demo's port`() throws {
        let text = try Repository.text(".devcontainer/devcontainer.json")
        let container = try JSONDecoder().decode(Container.self, from: Data(text.utf8))
        let stack = try Repository.text(".devcontainer/" + container.dockerComposeFile)
        #expect(stack.contains("\n  \(container.service):\n"))
        for port in container.forwardPorts { #expect(stack.contains("QTP_GATEWAY_PORT=\(port)\n")) }
    }
}
