import NIOCore
import ServiceLifecycle
import SocketIO
import Testing
import WebSockets

@Suite(.timeLimit(.minutes(5))) struct `A Socket server` {
    private static let target = "/socket.io/?EIO=4&transport=polling"
    private static let webSocketTarget = "/socket.io/?EIO=4&transport=websocket"

    /// A client's WebSocket, and what comes through it.
    private struct Client: Sendable {
        let socket: WebSocket
        let messages: AsyncStream<String>

        func send(_ text: String) async throws { try await socket.send(text) }

        /// The next message that is no ping; nil once the WebSocket is closed.
        func next() async -> String? {
            for await text in messages where text != "2" { return text }
            return nil
        }
    }

    private static func webSocket(
        _ port: Int, _ target: String = webSocketTarget, _ body: @Sendable (Client) async throws -> Void
    ) async throws {
        try await WebSocketClient.connect(to: "ws://127.0.0.1:\(port)\(target)") { socket in
            let (messages, received) = AsyncStream.makeStream(of: String.self)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    defer { received.finish() }
                    for try await text in socket.messages { received.yield(text) }
                }
                try await body(Client(socket: socket, messages: messages))
                group.cancelAll()
            }
        }
    }

    private static func sessionID(_ answer: String) throws -> String {
        String(try #require(answer.firstMatch(of: /"sid":"([^"]+)"/)).output.1)
    }

    @Test func `leaves other paths alone, and answers its own with or without the last slash`() async throws {
        try await TestServer.run(handler: RecordingHandler()) { _, port, _ in
            #expect(try await TestServer.request("GET", "/plain", port: port).hasSuffix("plain"))
            let answer = try await TestServer.request(
                "GET", "/socket.io?EIO=4&transport=polling", port: port)
            #expect(answer.contains(#"0{"sid":""#))
            #expect(try await TestServer.request("GET", "/socket.iox", port: port).contains(" 404 "))
        }
    }

    @Test(arguments: [
        ("GET", "/socket.io/?EIO=4&transport=abc", #"{"code":0,"message":"Transport unknown"}"#),
        ("GET", "/socket.io/?EIO=4&transport=polling&sid=x", #"{"code":1,"message":"Session ID unknown"}"#),
        ("PUT", "/socket.io/?EIO=4&transport=polling", #"{"code":2,"message":"Bad handshake method"}"#),
        ("GET", "/socket.io/?EIO=4&transport=websocket", #"{"code":3,"message":"Bad request"}"#),
        (
            "GET", "/socket.io/?EIO=3&transport=polling",
            #"{"code":5,"message":"Unsupported protocol version"}"#
        ),
    ])
    func `refuses what is no request of the protocol with 400 and the reference's code`(
        method: String, target: String, body: String
    ) async throws {
        try await TestServer.run(handler: RecordingHandler()) { _, port, _ in
            let answer = try await TestServer.request(method, target, port: port)
            #expect(answer.hasPrefix("HTTP/1.1 400 "))
            #expect(answer.hasSuffix(body))
        }
    }

    @Test func `serves pages of allowed origins, and answers a WebSocket of others with 403`() async throws {
        var settings = SocketIOSettings()
        settings.origins = .only(["https://app.example.test"])
        try await TestServer.run(settings, handler: RecordingHandler()) { _, port, _ in
            let allowed = try await TestServer.request(
                "GET", Self.target, port: port, headers: ["Origin: https://app.example.test"])
            #expect(allowed.contains("Access-Control-Allow-Origin: https://app.example.test"))
            let other = try await TestServer.request(
                "GET", Self.target, port: port, headers: ["Origin: https://evil.example.test"])
            #expect(other.hasPrefix("HTTP/1.1 403 ") && !other.contains("Access-Control-Allow-Origin"))
            #expect(other.contains("Vary: Origin"))
            let handshake = [
                "Upgrade: websocket", "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Origin: https://evil.example.test",
            ]
            let refused = try await TestServer.request(
                "GET", Self.webSocketTarget, port: port, headers: handshake)
            #expect(refused.hasPrefix("HTTP/1.1 403 "))
            #expect(refused.hasSuffix(#"{"code":4,"message":"Forbidden"}"#))
            let preflight = try await TestServer.request(
                "OPTIONS", Self.target, port: port,
                headers: [
                    "Origin: https://app.example.test", "Access-Control-Request-Method: POST",
                    "Access-Control-Request-Headers: content-type",
                ])
            #expect(preflight.hasPrefix("HTTP/1.1 204 "))
            #expect(preflight.contains("Access-Control-Allow-Headers: content-type"))
            // A page of the gateway itself.
            let own = try await TestServer.request(
                "GET", Self.target, port: port, headers: ["Origin: http://127.0.0.1:\(port)"])
            #expect(own.hasPrefix("HTTP/1.1 200 "))
        }
    }

    @Test func `refuses a WebSocket for an unknown session with a status, not with silence`() async throws {
        try await TestServer.run(handler: RecordingHandler()) { _, port, _ in
            await #expect(throws: WebSocketError.refused(status: 400)) {
                try await Self.webSocket(port, Self.webSocketTarget + "&sid=unknown") { _ in }
            }
        }
    }

    @Test func `takes only so many clients, and a new one once another has left`() async throws {
        var settings = SocketIOSettings()
        settings.maximumConnections = 1
        try await TestServer.run(settings, handler: RecordingHandler()) { server, port, _ in
            let first = try await TestServer.request("GET", Self.target, port: port)
            #expect(server.connectionCount == 1)
            #expect(try await TestServer.request("GET", Self.target, port: port).contains(" 503 "))
            await #expect(throws: WebSocketError.refused(status: 503)) {
                try await Self.webSocket(port) { _ in }
            }
            let session = Self.target + "&sid=" + (try Self.sessionID(first))
            #expect(try await TestServer.request("POST", session, port: port, body: "1").hasSuffix("ok"))
            #expect(try await TestServer.request("GET", Self.target, port: port).contains(" 200 "))
        }
    }

    @Test func `refuses a request that is too long, and ends its session`() async throws {
        var settings = SocketIOSettings()
        settings.maximumPayload = 100
        try await TestServer.run(settings, handler: RecordingHandler()) { server, port, _ in
            let session =
                Self.target + "&sid="
                + (try Self.sessionID(try await TestServer.request("GET", Self.target, port: port)))
            let long = "4" + String(repeating: "x", count: 100)
            #expect(try await TestServer.request("POST", session, port: port, body: long).contains(" 413 "))
            #expect(server.connectionCount == 0)
        }
    }

    @Test func `calls the handler in order, the goodbye last, and once`() async throws {
        let handler = RecordingHandler()
        try await TestServer.run(handler: handler) { _, port, _ in
            try await Self.webSocket(port) { client in
                _ = await client.next()
                try await client.send("40")
                #expect(await client.next() == #"44{"message":"unauthorized"}"#)
                try await client.send(#"40{"token":"good"}"#)
                #expect(await client.next()?.hasPrefix(#"40{"sid":""#) == true)
                try await client.send(#"421["a",1.50,{"b":null}]"#)
                #expect(await client.next() == #"431[1.50,{"b":null}]"#)
                try await client.send(#"42["b"]"#)
            }
            await handler.wait(for: "disconnect transportClosed")
            #expect(
                handler.log == [
                    "connect false", "connect true", "event a", "event b", "disconnect transportClosed",
                ])
        }
    }

    @Test func `sends an event to a room, and not to who has left it`() async throws {
        let handler = RecordingHandler()
        try await TestServer.run(handler: handler) { server, port, _ in
            try await Self.webSocket(port) { client in
                _ = await client.next()
                try await client.send(#"40{"token":"good"}"#)
                _ = await client.next()
                #expect(server.emit(OutgoingEvent("x", [1]), to: "nowhere").isEmpty)
                server.emit(OutgoingEvent("x", [2]), to: "all")
                #expect(await client.next() == #"42["x",2]"#)
                let known = try #require(handler.first)
                known.leave("all")
                server.emit(OutgoingEvent("x", [3]), to: "all")
                server.emit(OutgoingEvent("x", [4]), except: known)
                server.emit(OutgoingEvent("x", [5]))
                #expect(await client.next() == #"42["x",5]"#)
                known.disconnect()
                #expect(await client.next() == "41")
                #expect(known.emit("x") == .closed)
                known.join("all")
                #expect(server.emit(OutgoingEvent("x", []), to: "all").isEmpty)
            }
        }
    }

    @Test func `takes no more for a client that does not read, and says when it does again`() async throws {
        var settings = SocketIOSettings()
        settings.maximumWaitingBytes = 20_000
        let handler = RecordingHandler()
        try await TestServer.run(settings, handler: handler) { _, port, _ in
            let session =
                Self.target + "&sid="
                + (try Self.sessionID(try await TestServer.request("GET", Self.target, port: port)))
            _ = try await TestServer.request("POST", session, port: port, body: #"40{"token":"good"}"#)
            await handler.wait(for: "connect true")
            let client = try #require(handler.first)
            let event = OutgoingEvent("x", [.text(String(repeating: "y", count: 1_000))])
            var taken = 0
            while client.emit(event) == .accepted, taken < 100 { taken += 1 }
            #expect((15...20).contains(taken))
            // One answer holds sixteen packets.
            for _ in 0..<2 { _ = try await TestServer.request("GET", session, port: port) }
            await handler.wait(for: "drained")
            #expect(client.emit(event) == .accepted)
        }
    }

    @Test func `tells its clients when it stops, and stops though they wait`() async throws {
        let handler = RecordingHandler()
        try await TestServer.run(handler: handler) { _, port, services in
            let session =
                Self.target + "&sid="
                + (try Self.sessionID(try await TestServer.request("GET", Self.target, port: port)))
            async let poll = TestServer.request("GET", session, port: port)
            try await Self.webSocket(port) { client in
                _ = await client.next()
                try await client.send(#"40{"token":"good"}"#)
                _ = await client.next()
                await services.triggerGracefulShutdown()
                #expect(await client.next() == nil)
            }
            // Unless the poll came only after the end: then its session is unknown, or nobody is there to answer it.
            if let answer = try? await poll, !answer.isEmpty {
                #expect(answer.hasSuffix("\r\n1") || answer.contains("Session ID unknown"))
            }
        }
        #expect(handler.log.last?.hasPrefix("disconnect") == true)
    }
}
