import Dispatch
import NIOCore
import NIOPosix
import Testing
import WebSockets

@Suite(.timeLimit(.minutes(5))) struct `A client that reads late` {
    /// Answer, frames and the connection's end then come to the client in one go.
    @Test func `gets all that the server sent before it left`() async throws {
        let pause = Pause(of: MultiThreadedEventLoopGroup.singleton)
        let own = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        defer { own.shutdownGracefully { _ in } }
        let sent = (0..<1000).map(String.init)
        for _ in 0..<3 {
            let received = try await TestServer.run(
                on: own,
                accepts: { _ in
                    pause.begin()
                    return true
                },
                handler: { socket, _ in
                    // A thread of the server's own, which no other test can keep busy; late means only that this tests less.
                    defer { own.next().scheduleTask(in: .milliseconds(100)) { pause.end() } }
                    try await socket.send(sent.map { Array($0.utf8) })
                }
            ) { port, _ in
                try await WebSocketClient.connect(to: "ws://127.0.0.1:\(port)/socket") { socket in
                    var received: [String] = []
                    for try await text in socket.messages { received.append(text) }
                    return received
                }
            }
            #expect(received == sent)
        }
    }
}

/// Holds up all threads of a group, so that nothing of theirs is read meanwhile.
private struct Pause: Sendable {
    private let loops: [any EventLoop]
    private let held = DispatchSemaphore(value: 0)
    private let release = DispatchSemaphore(value: 0)

    init(of group: any EventLoopGroup) { loops = Array(group.makeIterator()) }

    /// Returns once every thread stands still.
    func begin() {
        for loop in loops {
            loop.execute {
                held.signal()
                release.wait()
            }
        }
        for _ in loops { held.wait() }
    }

    func end() { for _ in loops { release.signal() } }
}
