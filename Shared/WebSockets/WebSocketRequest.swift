public import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTPTypesHTTP1

/// A client's wish to open a WebSocket.
public struct WebSocketRequest: Sendable, Equatable {
    /// The path, percent-encoded as it was sent: `/ws/btcusd@trade`.
    public let path: String
    /// What follows the question mark, percent-encoded as it was sent; empty without one.
    public let query: String
    /// The host that was asked, as the client names it; nil where it does not.
    public let authority: String?
    /// What came along with it: where a browser's page is from, which key it holds.
    public let headers: HTTPFields
    /// The other end of the connection, an IP address; nil where there is none.
    public let remoteAddress: String?

    init(_ head: HTTPRequestHead, from connection: any Channel) {
        remoteAddress = connection.remoteAddress?.ipAddress
        let parts = head.uri.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        path = String(parts[0])
        query = parts.count > 1 ? String(parts[1]) : ""
        authority = head.headers.first(name: "host")
        headers = HTTPFields(head.headers, splitCookie: false)
    }
}
