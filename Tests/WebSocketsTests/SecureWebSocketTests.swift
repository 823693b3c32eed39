import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import NIOWebSocket
import Testing
import WebSockets

@Suite(.timeLimit(.minutes(5))) struct `A WebSocket over TLS` {
    @Test func `talks to a server whose certificate it trusts, and to no other`() async throws {
        let certificate = try Certificate(name: "localhost")
        defer { certificate.remove() }
        let stranger = try Certificate(name: "localhost")
        defer { stranger.remove() }
        let server = try await Self.greeter(certificate)
        defer { server.close(promise: nil) }
        let address = "wss://localhost:\(server.localAddress?.port ?? 0)/"

        let settings = WebSocketSettings(trustedCertificates: certificate.certificateFile)
        let greeting = try await WebSocketClient.connect(to: address, settings: settings) { socket in
            for try await text in socket.messages { return text }
            return ""
        }
        #expect(greeting == "welcome")

        for settings in [
            WebSocketSettings(trustedCertificates: stranger.certificateFile), WebSocketSettings(),
        ] {
            await #expect(throws: WebSocketError.self) {
                try await WebSocketClient.connect(to: address, settings: settings) { _ in }
            }
        }
    }

    /// A TLS server that greets whoever opens a WebSocket.
    private static func greeter(_ certificate: Certificate) async throws -> any Channel {
        let chain = try NIOSSLCertificate.fromPEMFile(certificate.certificateFile).map {
            NIOSSLCertificateSource.certificate($0)
        }
        let key = try NIOSSLPrivateKey(file: certificate.keyFile, format: .pem)
        let context = try NIOSSLContext(
            configuration: .makeServerConfiguration(certificateChain: chain, privateKey: .privateKey(key)))
        return try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let upgrader = NIOWebSocketServerUpgrader(
                        shouldUpgrade: { channel, _ in channel.eventLoop.makeSucceededFuture([:]) },
                        upgradePipelineHandler: { channel, _ in
                            // Right behind the 101, as some venues do.
                            let frame = WebSocketFrame(
                                fin: true, opcode: .text, data: ByteBuffer(string: "welcome"))
                            channel.writeAndFlush(frame, promise: nil)
                            return channel.eventLoop.makeSucceededVoidFuture()
                        })
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.addHandler(NIOSSLServerHandler(context: context))
                    try pipeline.configureHTTPServerPipeline(
                        withServerUpgrade: (upgraders: [upgrader], completionHandler: { _ in }))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
    }
}

/// A self-signed certificate made by openssl.
private struct Certificate {
    struct Failure: Error {}
    let folder: URL
    var certificateFile: String { folder.appending(path: "certificate.pem").path }
    var keyFile: String { folder.appending(path: "key.pem").path }

    init(name: String) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "certificate-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
            "-days",
            "2", "-subj", "/CN=\(name)", "-addext", "subjectAltName=DNS:\(name)", "-keyout", keyFile, "-out",
            certificateFile,
        ]
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failure() }
    }

    func remove() { try? FileManager.default.removeItem(at: folder) }
}
