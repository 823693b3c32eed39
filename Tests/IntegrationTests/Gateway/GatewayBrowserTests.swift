import HTTP
import ServerSupport
import Testing

extension GatewayTests {
    /// What only browsers do.
    @Suite struct `The gateway asked by a page` {
        let suite: RunningSuite

        init() async throws { suite = try await RunningSuite.running() }

        private func token() async throws -> String {
            let answer = try await suite.send(.post, "/v1/tokens", key: suite.key)
            #expect(answer.status == 201, "\(answer.text)")
            return try #require(try answer.json["token"].text)
        }

        /// Headers and body of the answer to a page's question whether it may ask.
        private func preflight(_ url: String, from origin: String) async throws -> String {
            try await Program.run(
                "/usr/bin/env",
                [
                    "curl", "-sS", "-i", "-X", "OPTIONS", "-H", "Origin: \(origin)", "-H",
                    "Access-Control-Request-Method: POST", url,
                ]
            ).output
        }

        @Test func `lets an EventSource follow events with a token in the address`() async throws {
            let token = try await token()
            let url = "\(suite.base)/v1/events?token=\(token)&cursor=0&topic=candles"
            let outcome = try await Program.run("/usr/bin/env", ["curl", "-sN", "--max-time", "3", url])
            #expect(outcome.output.contains("\nevent: candles\n"), "\(outcome.output.prefix(500))")
        }

        @Test func `takes no key in an address, and a token in no other`() async throws {
            let key = try await suite.ask("/v1/events?token=\(suite.key)", key: nil)
            #expect(key.status == 401)
            #expect(try key.json["detail"].text?.contains("POST /v1/tokens") == true)
            let token = try await token()
            #expect(try await suite.ask("/v1/me?token=\(token)", key: nil).status == 401)
            #expect(try await suite.send(.head, "/v1/events?token=\(token)", key: nil).status == 200)
        }

        @Test func `says which setting lets its pages ask`() async throws {
            let answer = try await preflight(suite.base + "/v1/me", from: "https://other.example.test")
            #expect(answer.hasPrefix("HTTP/1.1 403 ") && answer.contains("gateway.cors-origins"), "\(answer)")
            #expect(!answer.lowercased().contains("access-control-allow-origin"))
        }

        @Test func `lets pages of its own origins speak for an assistant`() async throws {
            let servers = try await GatewayServers.start()
            let origin = "https://app.example.test"
            let gateway = try await servers.gateway(["QTP_GATEWAY_CORS_ORIGINS": origin])
            let answer = try await preflight("http://127.0.0.1:\(gateway.port)/mcp", from: origin)
            #expect(answer.hasPrefix("HTTP/1.1 204 "), "\(answer)")
            for name in [
                "Authorization", "MCP-Protocol-Version", "Mcp-Method", "Mcp-Name", "Mcp-Session-Id",
                "Last-Event-ID",
            ] {
                #expect(answer.contains(name), "\(name)")
            }
            let asked = try await Program.run(
                "/usr/bin/env",
                ["curl", "-sS", "-i", "-H", "Origin: \(origin)", "http://127.0.0.1:\(gateway.port)/livez"])
            #expect(asked.output.contains("Mcp-Session-Id"), "\(asked.output)")
        }
    }
}
