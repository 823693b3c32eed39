/// A client's wish to open a WebSocket.
public struct WebSocketRequest: Sendable, Equatable {
    /// The path, percent-encoded as it was sent: `/ws/btcusd@trade`.
    public let path: String
    /// What follows the question mark, percent-encoded as it was sent; empty without one.
    public let query: String

    /// Splits the target of an HTTP request.
    init(target: String) {
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        path = String(parts[0])
        query = parts.count > 1 ? String(parts[1]) : ""
    }
}
