import Domain
import Foundation
import HTTP
import Testing

extension GatewayTests {
    @Suite struct `The gateway asked by an assistant` {
        let suite: RunningSuite

        init() async throws { suite = try await RunningSuite.running() }

        private func send(
            _ message: String, key: String?, method: HTTPClient.Method = .post, origin: String? = nil
        ) async throws -> RunningSuite.Answer {
            var headers: HTTPClient.Headers = [
                "Content-Type": "application/json", "Accept": "application/json, text/event-stream",
            ]
            if let origin { headers.append("Origin", origin) }
            return try await suite.send(method, "/mcp", key: key, headers: headers, body: message)
        }

        private let ping = #"{"jsonrpc":"2.0","id":1,"method":"ping"}"#

        @Test func `answers messages that are posted with a key, from no foreign page`() async throws {
            let answer = try await send(ping, key: suite.key)
            #expect(answer.status == 200)
            #expect(answer.text == #"{"jsonrpc":"2.0","id":1,"result":{}}"#)
            let stranger = try await send(ping, key: nil)
            #expect(stranger.status == 401)
            #expect(stranger.headers["WWW-Authenticate"]?.hasPrefix("Bearer") == true)
            #expect(try await send(ping, key: suite.key, origin: "http://evil.example").status == 403)
            for method: HTTPClient.Method in [.get, .delete] {
                let refused = try await send("", key: suite.key, method: method)
                #expect(refused.status == 405)
                #expect(refused.headers["Allow"] == "POST")
            }
            let notified = try await send(
                #"{"jsonrpc":"2.0","method":"notifications/initialized"}"#, key: suite.key)
            #expect(notified.status == 202 && notified.text.isEmpty)
        }

        @Test func `calls tools, and offers none for orders unless it is told to`() async throws {
            let list = try await send(
                #"{"jsonrpc":"2.0","id":1,"method":"tools/list"}"#, key: suite.key)
            let names = try list.json["result"]["tools"].items.compactMap { $0["name"].text }
            #expect(names.contains("get_quote") && !names.contains("place_order"))
            let call = try await send(
                #"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"get_quote","arguments":{"instrument":"sim:BTCUSD"}}}"#,
                key: suite.key)
            let result = try call.json["result"]
            #expect(result["isError"] == .boolean(false))
            #expect(result["structuredContent"]["price"].text.flatMap { Price($0) }?.isPositive == true)
        }
    }
}
