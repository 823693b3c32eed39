import FoundationEssentials
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import NIOWebSocket

/// Opens WebSockets, over TLS where the address says `wss`.
public enum WebSocketClient {
    /// Opens a WebSocket, lives in it for as long as `body` runs, and closes it.
    ///
    /// ```swift
    /// try await WebSocketClient.connect(to: "wss://example.test/stream") { socket in
    ///     try await socket.send(#"{"method":"SUBSCRIBE","params":["btcusd@trade"],"id":1}"#)
    ///     for try await text in socket.messages { … }
    /// }
    /// ```
    ///
    /// - Parameters:
    ///   - address: a `ws` or `wss` URL.
    ///   - settings: limits of the connection.
    ///   - body: lives in the connection; cancelling the task ends ``WebSocket/messages`` and closes it.
    /// - Returns: what `body` returns.
    /// - Throws: ``WebSocketError`` when there is no connection, and what `body` throws.
    public static func connect<Result: Sendable>(
        to address: String, settings: WebSocketSettings = WebSocketSettings(),
        _ body: @Sendable (WebSocket) async throws -> Result
    ) async throws -> Result {
        let target = try Target(address)
        switch try await handshake(target, settings: settings) {
        case .webSocket(let channel):
            return try await channel.executeThenClose { inbound, outbound in
                try await body(
                    WebSocket(inbound: inbound, outbound: outbound, channel: channel.channel))
            }
        case .refused(let channel):
            let status = try await channel.executeThenClose { inbound, _ -> Int? in
                for try await case .head(let head) in inbound { return Int(head.status.code) }
                return nil
            }
            throw status.map { WebSocketError.refused(status: $0) }
                ?? WebSocketError.unreachable("the connection was closed in the handshake")
        }
    }

    private enum Outcome: Sendable {
        case webSocket(WebSocketChannel)
        case refused(NIOAsyncChannel<HTTPClientResponsePart, HTTPClientRequestPart>)
    }

    private static func handshake(_ target: Target, settings: WebSocketSettings) async throws -> Outcome {
        let limit = TimeAmount(settings.handshakeLimit)
        do {
            let security = target.isSecure ? try tlsContext(settings) : nil
            let outcome = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .channelOption(.tcpOption(.tcp_nodelay), value: 1)
                .connectTimeout(limit)
                .connect(host: target.host, port: target.port) { channel in
                    channel.eventLoop.makeCompletedFuture {
                        if let security {
                            try channel.pipeline.syncOperations.addHandler(
                                NIOSSLClientHandler(context: security, serverHostname: target.serverName))
                        }
                        let outcome = try upgrade(channel, to: target, settings: settings)
                        // TCP may be there while nobody answers.
                        let deadline = channel.eventLoop.scheduleTask(in: limit) {
                            channel.close(promise: nil)
                        }
                        outcome.whenComplete { _ in deadline.cancel() }
                        return outcome
                    }
                }
            return try await outcome.get()
        } catch let error as WebSocketError {
            throw error
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            throw WebSocketError.unreachable("\(target.host):\(target.port): \(error)")
        }
    }

    private static func upgrade(
        _ channel: any Channel, to target: Target, settings: WebSocketSettings
    ) throws -> EventLoopFuture<Outcome> {
        let upgrader = NIOTypedWebSocketClientUpgrader<Outcome>(
            maxFrameSize: settings.maximumMessageSize,
            upgradePipelineHandler: { channel, _ in
                channel.eventLoop.makeCompletedFuture {
                    .webSocket(try WebSocketChannel(upgraded: channel, side: .client, settings: settings))
                }
            })
        let head = HTTPRequestHead(
            version: .http1_1, method: .GET, uri: target.path, headers: ["Host": target.authority])
        var configuration = NIOUpgradableHTTPClientPipelineConfiguration(
            upgradeConfiguration: NIOTypedHTTPClientUpgradeConfiguration(
                upgradeRequestHead: head, upgraders: [upgrader],
                notUpgradingCompletionHandler: { channel in
                    channel.eventLoop.makeCompletedFuture {
                        .refused(try NIOAsyncChannel(wrappingChannelSynchronously: channel))
                    }
                }))
        // A venue may send its first frames in one packet with the 101.
        configuration.leftOverBytesStrategy = .forwardBytes
        let pipeline = channel.pipeline.syncOperations
        let outcome = try pipeline.configureUpgradableHTTPClientPipeline(configuration: configuration)
        let decoder = try pipeline.handler(type: ByteToMessageHandler<HTTPResponseDecoder>.self)
        try pipeline.addHandler(LateFarewell(), position: .before(decoder))
        return outcome
    }

    private static func tlsContext(_ settings: WebSocketSettings) throws -> NIOSSLContext {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.applicationProtocols = ["http/1.1"]
        if let file = settings.trustedCertificates { configuration.trustRoots = .file(file) }
        return try NIOSSLContext(configuration: configuration)
    }

    /// The parts of an address.
    private struct Target: Sendable {
        let isSecure: Bool
        let host: String
        let port: Int
        let path: String
        let authority: String

        init(_ address: String) throws(WebSocketError) {
            guard let parts = URLComponents(string: address), let scheme = parts.scheme?.lowercased(),
                ["ws", "wss"].contains(scheme), let host = parts.host, !host.isEmpty
            else { throw .invalidAddress(address) }
            isSecure = scheme == "wss"
            // URLComponents keeps the brackets of an IPv6 address, the resolver wants it without.
            self.host = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
            port = parts.port ?? (isSecure ? 443 : 80)
            let path = parts.percentEncodedPath.isEmpty ? "/" : parts.percentEncodedPath
            self.path = parts.percentEncodedQuery.map { "\(path)?\($0)" } ?? path
            authority = parts.port.map { "\(host):\($0)" } ?? host
        }

        /// For SNI, which knows names only.
        var serverName: String? {
            let isAddress = host.contains(":") || host.allSatisfy { $0.isNumber || $0 == "." }
            return isAddress ? nil : host
        }
    }
}
