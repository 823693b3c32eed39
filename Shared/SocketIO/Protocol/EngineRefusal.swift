/// Why a request is not answered as wished: the reference implementation's codes and words.
enum EngineRefusal: Error, Equatable, CaseIterable {
    case unknownTransport
    case unknownSession
    case badHandshakeMethod
    case badRequest
    case forbidden
    case unsupportedVersion
    case tooLarge
    case tooManyConnections

    /// The HTTP status; clients treat every fault of theirs alike.
    var status: Int {
        switch self {
        case .unknownTransport, .unknownSession, .badHandshakeMethod, .badRequest, .unsupportedVersion: 400
        case .forbidden: 403
        case .tooLarge: 413
        case .tooManyConnections: 503
        }
    }

    private var code: Int {
        switch self {
        case .unknownTransport: 0
        case .unknownSession: 1
        case .badHandshakeMethod: 2
        // The last two are unknown to the reference, whose clients read the status alone.
        case .badRequest, .tooLarge, .tooManyConnections: 3
        case .forbidden: 4
        case .unsupportedVersion: 5
        }
    }

    private var message: String {
        switch self {
        case .unknownTransport: "Transport unknown"
        case .unknownSession: "Session ID unknown"
        case .badHandshakeMethod: "Bad handshake method"
        case .badRequest: "Bad request"
        case .forbidden: "Forbidden"
        case .unsupportedVersion: "Unsupported protocol version"
        case .tooLarge: "Payload too large"
        case .tooManyConnections: "Too many connections"
        }
    }

    /// The answer's body.
    var json: String { #"{"code":\#(code),"message":"\#(message)"}"# }
}
