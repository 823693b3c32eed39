import HTTP
import WebSockets

/// What a gateway's Socket.IO says over a WebSocket, packet by packet, to a client that knows no library.
enum SocketDialogue {
    struct Ended: Error {}

    /// Connects to the main namespace with a key and lives in the connection.
    ///
    /// - Returns: what `body` returns.
    static func open<Result: Sendable>(
        port: Int, key: String, _ body: @Sendable (WebSocket, inout Packets) async throws -> Result
    ) async throws -> Result {
        try await WebSocketClient.connect(
            to: "ws://127.0.0.1:\(port)/socket.io/?EIO=4&transport=websocket"
        ) { socket in
            let (incoming, arrivals) = AsyncStream.makeStream(of: String.self)
            async let _: Void = {
                defer { arrivals.finish() }
                for try await packet in socket.messages { arrivals.yield(packet) }
            }()
            var packets = Packets(socket, incoming)
            guard try await packets.next().hasPrefix("0{") else { throw Ended() }
            try await socket.send(#"40{"token":"\#(key)"}"#)
            return try await body(socket, &packets)
        }
    }

    /// How a gateway answers a key: `40{…}` or `44{…}`.
    static func answer(port: Int, key: String) async throws -> String {
        try await open(port: port, key: key) { _, packets in try await packets.next() }
    }

    /// The same by long polling.
    static func answerByPolling(port: Int, key: String) async throws -> String {
        let client = HTTPClient(.init(timeout: .seconds(120), retry: .never))
        let address = "http://127.0.0.1:\(port)/socket.io/?EIO=4&transport=polling"
        let opening = try await client.send(.init(.get, address)).text
        guard let id = try JSON(String(opening.dropFirst()))["sid"].text else { throw Ended() }
        let session = "\(address)&sid=\(id)"
        let connect = #"40{"token":"\#(key)"}"#
        _ = try await client.send(.init(.post, session, body: Array(connect.utf8)))
        return try await client.send(.init(.get, session)).text
    }

    /// Packets as they come; pings are answered.
    struct Packets {
        private let socket: WebSocket
        private var incoming: AsyncStream<String>.AsyncIterator

        init(_ socket: WebSocket, _ incoming: AsyncStream<String>) {
            self.socket = socket
            self.incoming = incoming.makeAsyncIterator()
        }

        mutating func next() async throws -> String {
            while let packet = await incoming.next(isolation: #isolation) {
                guard packet == "2" else { return packet }
                try await socket.send("3")
            }
            throw Ended()
        }
    }
}
