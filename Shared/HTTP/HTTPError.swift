/// Why a request brought no usable answer.
///
/// An HTTP status is an answer, see ``HTTPClient/Response/requireSuccess()``.
public enum HTTPError: Error, Equatable, Sendable {
    /// The request cannot be sent as it stands: no URL, a scheme other than http and https, a line break in a header.
    case invalidRequest(reason: String)
    /// The name stands for no public address, and the client connects to no other. Nothing was sent.
    case privateAddress
    /// No connection: the name is unknown, nobody listens, or the network is down. Nothing was sent.
    case unreachable(reason: String)
    /// The server's certificate is not trusted, or there is no common TLS version. Nothing was sent.
    case untrusted(reason: String)
    /// No connection or no complete answer in the time allowed. The server may have acted on the request.
    case timedOut
    /// The connection broke in mid-answer. The server may have acted on the request.
    case interrupted(reason: String)
    /// The answer is longer than the limit; the rest was not read.
    case tooLarge(limit: Int)
    /// The server refused; the text is the start of what it said.
    case refused(status: Int, body: String)
    /// The task was cancelled, or the client was closed.
    case cancelled

    /// Whether the same request may fare better a moment later.
    public var isTransient: Bool {
        switch self {
        case .unreachable, .timedOut, .interrupted: true
        case .refused(let status, _): HTTPClient.RetryPolicy.transientStatuses.contains(status)
        case .invalidRequest, .privateAddress, .untrusted, .tooLarge, .cancelled: false
        }
    }
}
