import Hummingbird
import ServiceLifecycle
import Synchronization
import Testing
import WebSockets

@Suite(.timeLimit(.minutes(5))) struct `A WebSocket` {
    /// Sends back whatever comes.
    private static let echo: WebSocketServer.Handler = { socket, _ in
        for try await text in socket.messages { try await socket.send(text) }
    }

    @Test func `carries text both ways, short and long, and ends when the client leaves`() async throws {
        let texts = ["", "Grüße", String(repeating: "long ", count: 60_000)]
        try await TestServer.run(handler: Self.echo) { port, _ in
            let answers = try await WebSocketClient.connect(to: "ws://127.0.0.1:\(port)/socket?a=b") {
                socket in
                var answers: [String] = []
                for text in texts { try await socket.send(text) }
                for try await text in socket.messages {
                    answers.append(text)
                    if answers.count == texts.count { break }
                }
                return answers
            }
            #expect(answers == texts)
        }
    }

    @Test func `tells the server what was asked for, and the client when the server is done`() async throws {
        let requests = Mutex<[WebSocketRequest]>([])
        try await TestServer.run(
            handler: { socket, request in
                requests.withLock { $0.append(request) }
                try await socket.send((0..<1000).map { Array("\($0)".utf8) })
            }
        ) { port, _ in
            let received = try await WebSocketClient.connect(
                to: "ws://127.0.0.1:\(port)/socket?streams=a%40b"
            ) { socket in
                var received: [String] = []
                for try await text in socket.messages { received.append(text) }
                return received
            }
            #expect(received == (0..<1000).map(String.init))
        }
        #expect(requests.withLock { $0.map(\.path) } == ["/socket"])
        #expect(requests.withLock { $0.map(\.query) } == ["streams=a%40b"])
    }

    private static let noRequests: [(String, Int)] = [
        ("GARBAGE\r\n\r\n", 501), ("hello there\r\n\r\n", 501),
        ("FOO /plain HTTP/1.1\r\nHost: x\r\n\r\n", 501),
        ("GET /plain HTTP/3.7\r\nHost: x\r\n\r\n", 505),
        ("GET /plain HTTP/1.1\r\nHost: x\r\nno colon\r\n\r\n", 400),
        ("GET /plain HTTP/1.1\r\nHost: x\r\nX-A: a\0b\r\n\r\n", 400),
        ("GET /plain HTTP/1.1\r\nHost: x\r\nContent-Length: many\r\n\r\n", 400),
        ("POST /plain HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n", 400),
        ("GET /plain HTTP/1.1\r\nHost: x\r\nX-A: \(String(repeating: "a", count: 100_000))\r\n\r\n", 431),
        ("GET /\(String(repeating: "a", count: 100_000)) HTTP/1.1\r\nHost: x\r\n\r\n", 431),
    ]

    @Test(.timeLimit(.minutes(5)), arguments: noRequests)
    func `shares its port with a server that answers what is no HTTP and hangs up`(
        text: String, status: Int
    ) async throws {
        try await TestServer.run(handler: Self.echo) { port, _ in
            let start = ContinuousClock.now
            let answer = try await RawConnection.open(port: port) { connection in
                try await connection.write(text)
                return try await connection.read(until: "never said")
            }
            #expect(answer.hasPrefix("HTTP/1.1 \(status) "), "\(answer)")
            #expect(answer.contains("application/problem+json") && answer.contains(#""detail":""#))
            // Idle connections are closed after a minute.
            #expect(ContinuousClock.now - start < .seconds(50))
        }
    }

    @Test func `shares its port with a server that hangs up on what follows a request and is none`()
        async throws
    {
        try await TestServer.run(handler: Self.echo) { port, _ in
            let answer = try await RawConnection.open(port: port) { connection in
                try await connection.write("GET /plain HTTP/1.1\r\nHost: x\r\n\r\nGARBAGE\r\n\r\n")
                return try await connection.read(until: "never said")
            }
            #expect(answer.contains("HTTP/1.1 501 "), "\(answer)")
        }
    }

    @Test(
        .timeLimit(.minutes(5)),
        arguments: [
            "GET /plain HTTP/1.0\r\n\r\n", "GET /plain HTTP/1.1\r\nHost: x\r\nConnection: Close\r\n\r\n",
        ])
    func `shares its port with a server that hangs up after a client's last request`(text: String)
        async throws
    {
        try await TestServer.run(handler: Self.echo) { port, _ in
            let start = ContinuousClock.now
            let answer = try await RawConnection.open(port: port) { connection in
                try await connection.write(text)
                return try await connection.read(until: "never said")
            }
            #expect(answer.hasPrefix("HTTP/1.1 200 ") && answer.hasSuffix("plain"), "\(answer)")
            // Idle connections are closed after a minute.
            #expect(ContinuousClock.now - start < .seconds(50))
        }
    }

    @Test func `is closed by a server whose pings stay unanswered`() async throws {
        let settings = WebSocketSettings(
            keepAlive: WebSocketSettings.KeepAlive(interval: .milliseconds(100), limit: .milliseconds(300)))
        let outcome = Mutex<String?>(nil)
        try await TestServer.run(
            settings: settings,
            handler: { socket, _ in
                do {
                    for try await _ in socket.messages {}
                    outcome.withLock { $0 = "ended" }
                } catch {
                    outcome.withLock { $0 = "\(error)" }
                    throw error
                }
            }
        ) { port, _ in
            _ = try await RawConnection.open(port: port) { connection in
                try await connection.write("GET /socket HTTP/1.1\r\n" + RawConnection.upgradeHeaders)
                // Reads to the end of the connection without ever sending a pong.
                return try await connection.read(until: "never")
            }
            while outcome.withLock({ $0 }) == nil { try await Task.sleep(for: .milliseconds(10)) }
            #expect(outcome.withLock { $0 } == WebSocketError.unansweredPing.description)

            // This suite's client answers them, and stays for many times that limit.
            let text = try await WebSocketClient.connect(to: "ws://127.0.0.1:\(port)/socket") { _ in
                try await Task.sleep(for: .seconds(1))
                return "still here"
            }
            #expect(text == "still here")
            #expect(outcome.withLock { $0 } != nil)
        }
    }

    @Test func `breaks when the other side has gone silent`() async throws {
        try await TestServer.run(handler: { _, _ in try await Task.sleep(for: .seconds(30)) }) {
            port, group in
            let settings = WebSocketSettings(silenceLimit: .milliseconds(200))
            await #expect(throws: WebSocketError.silent) {
                try await WebSocketClient.connect(to: "ws://127.0.0.1:\(port)/socket", settings: settings) {
                    socket in
                    for try await _ in socket.messages {}
                }
            }
        }
    }

    @Test(arguments: ["http://127.0.0.1:1/", "ws:///path", "nonsense"])
    func `needs an address`(address: String) async throws {
        await #expect(throws: WebSocketError.invalidAddress(address)) {
            try await WebSocketClient.connect(to: address) { _ in }
        }
    }

    @Test func `is not there where nobody listens`() async throws {
        await #expect(throws: WebSocketError.self) {
            try await WebSocketClient.connect(to: "ws://127.0.0.1:1/socket") { _ in }
        }
    }
}

@Suite(.timeLimit(.minutes(5))) struct `A server of WebSockets` {
    private static let echo: WebSocketServer.Handler = { socket, _ in
        for try await text in socket.messages { try await socket.send(text) }
    }

    @Test func `answers a wish it declines with a plain refusal`() async throws {
        try await TestServer.run(handler: Self.echo) { port, _ in
            await #expect(throws: WebSocketError.refused(status: 404)) {
                try await WebSocketClient.connect(to: "ws://127.0.0.1:\(port)/elsewhere") { _ in }
            }
            let answer = try await RawConnection.open(port: port) { connection in
                // The version is missing, so this is no wish that could be granted.
                try await connection.write(
                    "GET /socket HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n")
                return try await connection.read(until: "\r\n\r\n")
            }
            #expect(answer.hasPrefix("HTTP/1.1 404"))
        }
    }

    @Test func `serves its routes on the same port, over kept-alive connections`() async throws {
        try await TestServer.run(handler: Self.echo) { port, _ in
            let answers = try await RawConnection.open(port: port) { connection in
                let request = "GET /plain HTTP/1.1\r\nHost: x\r\n\r\n"
                try await connection.write(request + request)
                return try await connection.read(until: "plainHTTP/1.1 200")
            }
            #expect(answers.contains("HTTP/1.1 200 OK"))
        }
    }

    @Test
    func `closes a connection that asks for an upgrade after another request, and grants it on a new one`()
        async throws
    {
        try await TestServer.run(handler: Self.echo) { port, _ in
            let late = try await RawConnection.open(port: port) { connection in
                try await connection.write("GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n")
                try await connection.write("GET /socket HTTP/1.1\r\n" + RawConnection.upgradeHeaders)
                return try await connection.read(until: "never")
            }
            #expect(!late.contains("101"))
            let fresh = try await RawConnection.open(port: port) { connection in
                try await connection.write("GET /socket HTTP/1.1\r\n" + RawConnection.upgradeHeaders)
                return try await connection.read(until: "\r\n\r\n")
            }
            #expect(fresh.hasPrefix("HTTP/1.1 101") && fresh.contains(RawConnection.acceptance))
        }
    }

    @Test func `stops while clients are connected, whatever they and their handlers wait for`() async throws {
        let arrived = Mutex(0)
        try await TestServer.run(
            handler: { _, _ in
                arrived.withLock { $0 += 1 }
                try await Task.sleep(for: .seconds(3600))
            }
        ) { port, group in
            try await RawConnection.open(port: port) { silent in
                try await WebSocketClient.connect(to: "ws://127.0.0.1:\(port)/socket") { socket in
                    while arrived.withLock({ $0 }) == 0 { try await Task.sleep(for: .milliseconds(5)) }
                    await group.triggerGracefulShutdown()
                    for try await _ in socket.messages {}
                    _ = try await silent.read(until: "never")
                }
            }
        }
    }
}
