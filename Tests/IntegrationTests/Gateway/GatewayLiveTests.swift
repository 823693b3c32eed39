import AccessControl
import Digests
import Domain
import Foundation
import HTTP
import ServerSupport
import ServiceRuntime
import Testing
import WebSockets

/// A gateway of their own: they count refused keys and read its log.
@Suite(
    .serialized, .enabled(if: RedisServer.isInstalled && PostgresServer.isInstalled), .timeLimit(.minutes(5)))
struct `What stays open at a gateway` {
    private static let tokenSecret = "Vq7-m2KxTz9LwBn4RcYp6sHf1GaEdJ3u"

    /// What the last event says to whoever follows with a key until the gateway ends it.
    private static func lastEvent(_ gateway: GatewayReplica, key: String) async throws -> JSON {
        let told = try await gateway.follow(after: nil, query: "?topic=trades", key: key) { _ in false }
        let last = try #require(told.events.last)
        #expect(last.name == "closed" && last.id.isEmpty)
        return last.data
    }

    /// What a socket is told last, and that it is then disconnected.
    private static func lastWord(_ gateway: GatewayReplica, key: String) async throws -> JSON {
        try await SocketDialogue.open(port: gateway.port, key: key) { socket, packets in
            #expect(try await packets.next().hasPrefix("40{"))
            try await socket.send(#"420["subscribe",{"topic":"trades","snapshot":0}]"#)
            #expect(try await packets.next().hasPrefix(#"430[{"ok":true"#))
            while true {
                let packet = try await packets.next()
                if packet.hasPrefix(#"42["cursor""#) { continue }
                let event = try JSON(String(packet.dropFirst(2)))
                #expect(packet.hasPrefix("42") && event.items.first?.text == "closed", "\(packet)")
                #expect(try await packets.next() == "41")
                return try #require(event.items.last)
            }
        }
    }

    /// Ends both kinds of connection, and tells why and how long after `cause`.
    private static func expectEnd(
        of gateway: GatewayReplica, key: String, kind: String, within limit: Duration,
        after cause: @escaping @Sendable () async throws -> Void
    ) async throws {
        async let event = lastEvent(gateway, key: key)
        async let word = lastWord(gateway, key: key)
        // Long enough for both to have subscribed.
        try await Task.sleep(for: .seconds(1))
        try await cause()
        let start = ContinuousClock.now
        for document in try await [event, word] {
            #expect(document["type"].text?.hasSuffix(":\(kind)") == true, "\(document)")
            #expect(document["status"].number == 401 && document["detail"].text?.isEmpty == false)
        }
        #expect(ContinuousClock.now - start < limit)
    }

    @Test func `ends soon after its key is revoked, and says why`() async throws {
        let gateway = try await GatewayServers.start().gateway()
        let key = try await gateway.key("read")
        try await Self.expectEnd(of: gateway, key: key.text, kind: "key-revoked", within: .seconds(60)) {
            let answer = try await gateway.send(.delete, "/v1/keys/\(key.id)")
            #expect(answer.status == 200)
        }
        #expect(try await SocketDialogue.answer(port: gateway.port, key: key.text).contains("key-revoked"))
    }

    @Test func `ends soon after its token or its key is over`() async throws {
        let servers = try await GatewayServers.start()
        let gateway = try await servers.gateway(["QTP_GATEWAY_TOKEN_SECRET": Self.tokenSecret])
        let hash = SHA256.hexadecimal(of: GatewayReplica.key.utf8)
        let claims = TokenClaims(
            keyID: "configured", hash: hash, scope: "read", issuedAt: .now, lifetime: .seconds(12))
        let token = try TokenSigner(secret: Self.tokenSecret).sign(claims)
        try await Self.expectEnd(of: gateway, key: token, kind: "token-expired", within: .seconds(60)) {}

        let key = try await gateway.key("read")
        try await Self.expectEnd(of: gateway, key: key.text, kind: "key-expired", within: .seconds(60)) {
            let answer = try await gateway.send(.post, "/v1/keys/\(key.id)/rotate", #"{"graceMinutes":0}"#)
            #expect(answer.status == 201)
        }
    }

    @Test func `refuses and counts wrong keys of sockets as of requests, and logs both without them`()
        async throws
    {
        let gateway = try await GatewayServers.start().gateway([
            "QTP_GATEWAY_FAILURES_PER_MINUTE": "3", "QTP_GATEWAY_REQUESTS_PER_MINUTE": "100",
        ])
        let wrong = "qtp_0011223344556677_" + String(repeating: "A", count: 43)
        #expect(try await gateway.send(.get, "/v1/me", key: wrong).status == 401)
        for refusal in [
            try await SocketDialogue.answer(port: gateway.port, key: wrong),
            try await SocketDialogue.answerByPolling(port: gateway.port, key: wrong),
        ] {
            #expect(refusal.hasPrefix(#"44{"message":"unauthorized","data":{"#), "\(refusal)")
        }
        let late = try await SocketDialogue.answer(port: gateway.port, key: wrong)
        #expect(late.hasPrefix(#"44{"message":"Too many requests","data":{"#), "\(late)")
        #expect(late.contains("rate-limit") && late.contains("come again in"))
        #expect(try await gateway.send(.get, "/v1/me", key: wrong).status == 429)

        // A right key is let in all the same; what its socket asks for is counted with its requests.
        let key = try await gateway.key("read", #","requestsPerMinute":3"#)
        try await SocketDialogue.open(port: gateway.port, key: key.text) { socket, packets in
            #expect(try await packets.next().hasPrefix("40{"))
            var answers: [String] = []
            for number in 0..<3 {
                let topic = ["trades", "fills", "orders"][number]
                try await socket.send(#"42\#(number)["subscribe",{"topic":"\#(topic)","snapshot":0}]"#)
                while true {
                    let packet = try await packets.next()
                    guard packet.hasPrefix("43\(number)") else { continue }
                    answers.append(packet)
                    break
                }
            }
            #expect(answers[0].contains(#""ok":true"#) && answers[1].contains(#""ok":true"#))
            #expect(answers[2].contains(#""ok":false"#) && answers[2].contains("rate-limit"))
        }
        #expect(try await gateway.send(.get, "/v1/me", key: key.text).status == 429)

        let log = gateway.program.wholeLog
        let lines = log.split(separator: "\n").filter { $0.contains("/socket.io/") }
        let connects = lines.filter { $0.contains("CONNECT") }
        #expect(connects.count == 4 && connects.filter { $0.contains(key.id) }.count == 1, "\(lines)")
        #expect(lines.filter { $0.contains("SUBSCRIBE") && $0.contains(key.id) }.count == 3, "\(lines)")
        for secret in [key.text, wrong] { #expect(!log.contains(secret)) }
    }

    @Test func `counts every call of a batch of an assistant`() async throws {
        let gateway = try await GatewayServers.start().gateway()
        let key = try await gateway.key("read", #","requestsPerMinute":3"#)
        let call =
            #"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"list_strategies","arguments":{}}}"#
        let batch = "[" + [call, call, call, call].joined(separator: ",") + "]"
        #expect(try await gateway.send(.post, "/mcp", batch, key: key.text).status == 429)
        let other = try await gateway.key("read", #","requestsPerMinute":4"#)
        #expect(try await gateway.send(.post, "/mcp", batch, key: other.text).status == 200)
        #expect(try await gateway.send(.get, "/v1/me", key: other.text).status == 429)
    }
}
