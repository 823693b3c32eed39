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
}
