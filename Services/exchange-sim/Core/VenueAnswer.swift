/// An HTTP answer of the venue; the body is JSON.
public struct VenueAnswer: Sendable, Equatable {
    /// The HTTP status.
    public let status: Int
    /// JSON.
    public let body: [UInt8]

    static func success(_ json: JSONBytes) -> VenueAnswer { VenueAnswer(status: 200, body: json.bytes) }

    static func failure(_ error: VenueError) -> VenueAnswer {
        var json = JSONBytes()
        json.raw("{\"code\":\(error.code),\"msg\":")
        json.string(error.message)
        json.raw("}")
        return VenueAnswer(status: error.status, body: json.bytes)
    }
}

/// Why the venue refuses a request, in the numbers and words of the venue whose protocol this is.
enum VenueError: Error, Equatable {
    case missing(parameter: String)
    case malformed(parameter: String, legal: String)
    case invalid(parameter: String)
    case invalidInterval
    case invalidSymbol
    case contradictoryParameters
    case unknownEndpoint

    var code: Int {
        switch self {
        case .missing: -1102
        case .malformed: -1100
        case .invalid: -1130
        case .invalidInterval: -1120
        case .invalidSymbol: -1121
        case .contradictoryParameters: -1128
        case .unknownEndpoint: -1000
        }
    }

    var message: String {
        switch self {
        case .missing(let name):
            "Mandatory parameter '\(name)' was not sent, was empty/null, or malformed."
        case .malformed(let name, let legal):
            "Illegal characters found in parameter '\(name)'; legal range is '\(legal)'."
        case .invalid(let name): "Data sent for parameter '\(name)' is not valid."
        case .invalidInterval: "Invalid interval."
        case .invalidSymbol: "Invalid symbol."
        case .contradictoryParameters: "Combination of optional parameters invalid."
        case .unknownEndpoint: "This venue has no such endpoint."
        }
    }

    var status: Int { self == .unknownEndpoint ? 404 : 400 }
}
