import Dispatch
import NIOCore
import NIOPosix
import Synchronization
import Testing
import WebSockets

/// What becomes of messages when one side is slower than the other.
///
/// The buffers of the operating system take up to some forty megabytes of a connection, at most; what is sent here is more.
@Suite(.timeLimit(.minutes(5))) struct `A WebSocket between a fast sender and a slow reader` {
    private static let messageCount = 500
    private static let message = [UInt8](repeating: UInt8(ascii: "x"), count: 100_000)

    @Test func `slows the sender down to its reader's pace, and loses nothing`() async throws {
        let sent = Mutex(0)
        try await TestServer.run(
            handler: { socket, _ in
                for _ in 0..<Self.messageCount {
                    try await socket.send([Self.message])
                    sent.withLock { $0 += 1 }
                }
            }
        ) { port, _ in
            try await WebSocketClient.connect(to: "ws://127.0.0.1:\(port)/socket") { socket in
                var previous = -1
                // Until the sender has come to rest, with the reader not reading; when that is does not matter.
                while sent.withLock({ $0 }) != max(previous, 1) {
                    previous = sent.withLock { $0 }
                    try await Task.sleep(for: .milliseconds(300))
                }
                #expect(previous < Self.messageCount * 9 / 10, "that many are somewhere in between")
                var count = 0
                for try await _ in socket.messages { count += 1 }
                #expect(count == Self.messageCount)
            }
        }
    }

    @Test func `does not let the sender run ahead of its own connection`() async throws {
        let loops = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let sent = Mutex(0)
        let isOver = Mutex(false)
        let release = DispatchSemaphore(value: 0)
        try await TestServer.run(
            on: loops,
            handler: { socket, _ in
                while !isOver.withLock({ $0 }) {
                    try await socket.send("x")
                    sent.withLock { $0 += 1 }
                }
            }
        ) { port, _ in
            try await WebSocketClient.connect(to: "ws://127.0.0.1:\(port)/socket") { socket in
                for try await _ in socket.messages { break }
                // The server's connection stands still, though there is room for much more.
                await withCheckedContinuation { isBlocked in
                    loops.next().execute {
                        isBlocked.resume()
                        release.wait()
                    }
                }
                let before = sent.withLock { $0 }
                try await Task.sleep(for: .milliseconds(200))
                let ahead = sent.withLock { $0 } - before
                isOver.withLock { $0 = true }
                release.signal()
                // What was on its way through when it stopped.
                #expect(ahead <= 1)
            }
        }
        try await loops.shutdownGracefully()
    }

    @Test func `brings a slow reader all that was sent before the close`() async throws {
        let limit = Duration.milliseconds(3500)
        let clock = ContinuousClock()
        try await TestServer.run(
            settings: WebSocketSettings(closeLimit: limit),
            // Far more than there is room for, so the close finds most of it unsent.
            handler: { socket, _ in
                try await socket.send(Array(repeating: Self.message, count: Self.messageCount))
            }
        ) { port, _ in
            try await WebSocketClient.connect(to: "ws://127.0.0.1:\(port)/socket") { socket in
                var count = 0
                let duration = try await clock.measure {
                    for try await _ in socket.messages {
                        count += 1
                        try await Task.sleep(for: .milliseconds(8))
                    }
                }
                #expect(count == Self.messageCount)
                #expect(duration > limit, "a reader too fast to show anything")
            }
        }
    }

    @Test func `closes in spite of a reader who has stopped for good`() async throws {
        try await TestServer.run(
            settings: WebSocketSettings(closeLimit: .milliseconds(200)),
            handler: { socket, _ in
                try await socket.send(Array(repeating: Self.message, count: Self.messageCount))
            }
        ) { port, _ in
            try await WebSocketClient.connect(to: "ws://127.0.0.1:\(port)/socket") { socket -> Void in
                // Never looks at its messages, and learns from the refusal of its own that the other side has left.
                await #expect(throws: WebSocketError.closed) {
                    while true {
                        try await socket.send("x")
                        try await Task.sleep(for: .milliseconds(10))
                    }
                }
            }
        }
    }
}
