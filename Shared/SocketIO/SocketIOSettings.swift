/// Limits and times of a ``SocketIOServer``; the defaults are those of the reference implementation where it has any.
public struct SocketIOSettings: Sendable, Equatable {
    /// Web pages whose scripts may connect.
    public enum Origins: Sendable, Equatable {
        /// Pages from anywhere.
        case any
        /// Pages of these origins, written as browsers send them: `https://app.example.test`.
        case only(Set<String>)

        func allow(_ origin: String) -> Bool {
            switch self {
            case .any: true
            case .only(let origins): origins.contains(origin)
            }
        }
    }

    /// Where clients connect, with slashes at both ends.
    public var path = "/socket.io/"
    /// Time from a client's sign of life to the next ping.
    public var pingInterval = Duration.seconds(25)
    /// How long a ping may stay unanswered.
    public var pingTimeout = Duration.seconds(20)
    /// How long a connection may be without a namespace.
    public var connectTimeout = Duration.seconds(45)
    /// How long a WebSocket that shall replace long polling may take to prove itself.
    public var upgradeTimeout = Duration.seconds(10)
    /// Bytes one message, or one request of long polling, may have; announced to clients.
    public var maximumPayload = 1_000_000
    /// Connections at once; more are refused with 503.
    public var maximumConnections = 10_000
    /// Bytes of events that may wait for one client.
    ///
    /// Answers may take as much again; then the client is cut off.
    public var maximumWaitingBytes = 1 << 20
    /// Packets of events that may wait for one client; see ``maximumWaitingBytes``.
    public var maximumWaitingPackets = 1024
    /// Which web pages may connect, besides those of this very host.
    ///
    /// A request without `Origin` comes from no page and is not asked.
    public var origins = Origins.only([])

    /// The defaults.
    public init() {}
}
