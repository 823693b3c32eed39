public import HTTPTypes

/// What an application does in one namespace.
///
/// The calls for one connection come one at a time and in order: `connect`, then events, then `disconnect`, which is the last call for
/// its socket and comes exactly once for each that was accepted. Calls for different connections run side by side. While a
/// handler is busy, further packets of the same client wait, at first here and then in the client's network.
public protocol NamespaceHandler: Sendable {
    /// A client asks to be let in, with what it has to show for it.
    ///
    /// What is emitted to the socket, and to rooms it joins, from here on reaches the client after its acceptance.
    ///
    /// - Parameters:
    ///   - socket: the client; it may join rooms already.
    ///   - auth: the object the client sent along, `auth` in most libraries.
    ///   - handshake: the HTTP request that began the connection.
    /// - Returns: whether it may come in.
    func connect(_ socket: Socket, auth: Argument?, handshake: Handshake) async -> Admission

    /// A client sent an event.
    ///
    /// - Parameters:
    ///   - name: the event's name; never one that libraries reserve.
    ///   - arguments: what came with it.
    ///   - socket: the client.
    ///   - acknowledgement: answers the event; nil where the client does not ask for that.
    func event(
        _ name: String, _ arguments: [Argument], from socket: Socket, acknowledgement: Acknowledgement?
    ) async

    /// After an event for this socket found no room (``Delivery/full``), there is room again.
    func drained(_ socket: Socket) async

    /// The client is gone, or only from this namespace; it has left its rooms.
    func disconnect(_ socket: Socket, reason: DisconnectReason) async
}

extension NamespaceHandler {
    /// Does nothing: for handlers that never send more than a client can take, or that drop what does not fit.
    public func drained(_ socket: Socket) async {}
}

/// Whether a client may come in.
public enum Admission: Sendable, Equatable {
    /// It may.
    case accept
    /// It may not, and is told why: `message` and, if any, `data` of its `connect_error`.
    case refuse(_ message: String, data: Argument? = nil)

    /// Without a valid key.
    public static let unauthorized = Admission.refuse("unauthorized")
}

/// The HTTP request that began a connection.
public struct Handshake: Sendable {
    /// Its headers.
    public let headers: HTTPFields
    /// Its query, percent-encoded as it was sent.
    public let query: String
    /// The other end of its connection, an IP address: a client's, or that of a proxy in front; nil where there is none.
    public let remoteAddress: String?

    init(headers: HTTPFields, query: String, remoteAddress: String?) {
        self.headers = headers
        self.query = query
        self.remoteAddress = remoteAddress
    }
}
