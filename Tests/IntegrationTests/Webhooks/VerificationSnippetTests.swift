import Foundation
import GatewayCore
import ServerSupport
import Testing

/// What the documentation tells receivers to do is run as it stands there.
@Suite struct `The snippet that verifies a webhook` {
    private static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    private static let body = #"{"event":"fill.recorded","summary":"Größe \"7\" €"}"#
    private static let key = "whsec_0123456789abcdef"

    private static func snippet(_ language: String) throws -> String {
        let page = try String(contentsOf: root.appendingPathComponent("docs/webhooks.md"), encoding: .utf8)
        let parts = page.components(separatedBy: "```\(language)\n")
        return try #require(parts.count == 2 ? parts[1].components(separatedBy: "```").first : nil)
    }

    static func program(_ name: String) -> String? {
        ["/usr/bin/", "/usr/local/bin/", "/bin/"].map { $0 + name }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    /// Runs a program with the secret, a signature and the body, and says what it printed.
    private func run(
        _ program: String, _ arguments: [String], _ signature: String, _ body: String
    ) async throws -> String {
        try await Program.run(program, arguments + [Self.key, signature, body]).output
            .trimmingCharacters(in: .whitespacesAndNewlines)
    }

    private func check(_ program: String, _ arguments: [String]) async throws {
        let now = Int64(Date().timeIntervalSince1970)
        let good = WebhookSignature.header(of: Self.body, key: Self.key, seconds: now)
        #expect(try await run(program, arguments, good, Self.body) == "yes")
        #expect(try await run(program, arguments, good, Self.body + " ") == "no")
        let old = WebhookSignature.header(of: Self.body, key: Self.key, seconds: now - 3_600)
        #expect(try await run(program, arguments, old, Self.body) == "no")
        let foreign = WebhookSignature.header(of: Self.body, key: "whsec_other", seconds: now)
        #expect(try await run(program, arguments, foreign, Self.body) == "no")
        #expect(try await run(program, arguments, "nonsense", Self.body) == "no")
    }

    @Test(.enabled(if: program("python3") != nil))
    func `in Python accepts ours and nothing else`() async throws {
        let code =
            try Self.snippet("python") + """

                import sys
                print("yes" if is_genuine(sys.argv[1], sys.argv[2], sys.argv[3].encode()) else "no")
                """
        try await check(try #require(Self.program("python3")), ["-c", code])
    }

    @Test(.enabled(if: program("node") != nil))
    func `in JavaScript accepts ours and nothing else`() async throws {
        let code =
            try Self.snippet("javascript") + """

                const [secret, signature, body] = process.argv.slice(1);
                console.log(isGenuine(secret, signature, Buffer.from(body)) ? "yes" : "no");
                """
        try await check(try #require(Self.program("node")), ["-e", code, "--"])
    }
}
