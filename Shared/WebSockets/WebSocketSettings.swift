/// Limits of a connection; the defaults suit a venue's market data.
public struct WebSocketSettings: Sendable {
    /// Proof that the other side is alive, asked for by this side.
    public struct KeepAlive: Sendable {
        /// Time from one ping to the next.
        public var interval: Duration
        /// How long a ping may stay unanswered before the connection is dropped.
        public var limit: Duration
        /// Pings every `interval`, and drops a connection that leaves one unanswered for `limit`.
        public init(interval: Duration, limit: Duration) {
            self.interval = interval
            self.limit = limit
        }
    }
    /// Bytes one message may have, whole or in fragments; a longer one ends the connection.
    public var maximumMessageSize: Int
    /// Whether the other side may send binary messages; if not, one ends the connection.
    public var acceptsBinary: Bool
    /// Whether and how often this side pings; nil for never.
    public var keepAlive: KeepAlive?
    /// How long the other side may send nothing at all while this side is ready to read; nil for ever.
    ///
    /// Time in which the reader of ``WebSocket/messages`` is itself behind does not count.
    public var silenceLimit: Duration?
    /// How long a close waits for the other side to take any of what was sent before it; then the rest is dropped.
    public var closeLimit: Duration
    /// Client only: time for connecting, TLS and the HTTP handshake together.
    public var handshakeLimit: Duration
    /// Client only: PEM file of the certificates to trust instead of the system's.
    public var trustedCertificates: String?

    /// Limits of a connection.
    public init(
        maximumMessageSize: Int = 1 << 20, acceptsBinary: Bool = false, keepAlive: KeepAlive? = nil,
        silenceLimit: Duration? = nil, closeLimit: Duration = .seconds(5),
        handshakeLimit: Duration = .seconds(10),
        trustedCertificates: String? = nil
    ) {
        self.maximumMessageSize = maximumMessageSize
        self.acceptsBinary = acceptsBinary
        self.keepAlive = keepAlive
        self.silenceLimit = silenceLimit
        self.closeLimit = closeLimit
        self.handshakeLimit = handshakeLimit
        self.trustedCertificates = trustedCertificates
    }
}
