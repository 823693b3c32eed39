/// Why a WebSocket could not be opened, or ended other than by a close from either side.
public enum WebSocketError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The address is no `ws://` or `wss://` URL with a host.
    case invalidAddress(String)
    /// No connection, no TLS session or no answer to the handshake.
    case unreachable(String)
    /// The server answered the handshake with this HTTP status instead of 101.
    case refused(status: Int)
    /// The other side sent nothing for longer than ``WebSocketSettings/silenceLimit``.
    case silent
    /// The other side left our pings unanswered for longer than ``WebSocketSettings/KeepAlive/limit``.
    case unansweredPing
    /// The other side sent something this suite does not speak: a binary message, or text that is no UTF-8.
    case unexpectedMessage
    /// The connection is gone.
    case closed

    /// What happened, in one line.
    public var description: String {
        switch self {
        case .invalidAddress(let text): "\(text) is no ws:// or wss:// address"
        case .unreachable(let reason): "no WebSocket: \(reason)"
        case .refused(let status): "the server refused the WebSocket with HTTP status \(status)"
        case .silent: "the other side has gone silent"
        case .unansweredPing: "the other side leaves pings unanswered"
        case .unexpectedMessage: "the other side sent a message that is no text"
        case .closed: "the WebSocket is closed"
        }
    }
}
