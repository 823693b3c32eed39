import NIOCore
import NIOPosix

/// Asks a process of the suite whether it is ready: the `healthcheck` subcommand, for images without curl.
public enum HealthProbe {
    /// The answer's status code and text; nil when nothing answers.
    public static func ask(
        host: String, port: Int, path: String = "/readyz"
    ) async -> (status: Int, body: String)? {
        // A process that listens everywhere is asked on the loopback.
        let target = host == "0.0.0.0" || host == "::" ? "127.0.0.1" : host
        let request = ByteBuffer(string: "GET \(path) HTTP/1.1\r\nHost: \(host)\r\nConnection: close\r\n\r\n")
        do {
            let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connectTimeout(.seconds(2))
                .connect(host: target, port: port) { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                    }
                }
            let answer = try await channel.executeThenClose { inbound, outbound in
                try await outbound.write(request)
                var answer = ""
                for try await part in inbound { answer += String(buffer: part) }
                return answer
            }
            let parts = answer.split(separator: " ", maxSplits: 2)
            guard parts.count == 3, let status = Int(parts[1]) else { return nil }
            let body = answer.firstRange(of: "\r\n\r\n").map { String(answer[$0.upperBound...]) } ?? ""
            return (status, body)
        } catch {
            return nil
        }
    }
}
