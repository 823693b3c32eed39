import Domain
import FoundationEssentials

/// What one WebSocket client has asked for.
public struct StreamSession: Sendable, Equatable {
    /// Streams one connection may have, as on the venue whose protocol this is.
    static let limit = 1024
    /// Whether messages come in the wrapper that names their stream.
    public let isCombined: Bool
    /// In the order of subscription, as the client spelled them; names of nothing are kept too, as the venue does.
    private var names: [String]
    private var streams: Set<StreamName>

    /// The session that a client's address asks for; nil when the venue has no WebSocket there.
    ///
    /// `/ws` and `/ws/<stream>/<stream>` are raw, `/stream?streams=<stream>/<stream>` is combined. Names may be percent-encoded.
    public init?(path: String, query: String) {
        let parts = path.split(separator: "/").map { QueryText.decode($0) }
        switch parts.first {
        case "ws":
            isCombined = false
            names = Array(parts.dropFirst())
        case "stream" where parts.count == 1:
            isCombined = true
            let value = QueryText(query)["streams"] ?? ""
            names = value.split(separator: "/").map(String.init)
        default: return nil
        }
        guard names.count <= Self.limit else { return nil }
        streams = Set(names.compactMap { StreamName($0) })
    }

    /// Whether the client wants to be told of this stream.
    public func contains(_ stream: StreamName) -> Bool { streams.contains(stream) }

    /// Whether there is no stream on which anything could ever come.
    public var isEmpty: Bool { streams.isEmpty }

    /// Carries out a client's request and answers it.
    public mutating func answer(_ text: String) -> String {
        guard let request = try? JSONDecoder().decode(Request.self, from: Data(text.utf8)) else {
            return Self.failure(3, "Invalid JSON or a property of the wrong type", id: "null")
        }
        let id = request.id?.text ?? "null"
        let wanted = request.params ?? []
        switch request.method {
        case "SUBSCRIBE":
            let new = wanted.filter { !names.contains($0) }
            guard names.count + new.count <= Self.limit else {
                return Self.failure(2, "Invalid request: more than \(Self.limit) streams", id: id)
            }
            guard !wanted.isEmpty else { return Self.failure(2, "Invalid request: params is empty", id: id) }
            for name in new where !names.contains(name) { names.append(name) }
        case "UNSUBSCRIBE":
            names.removeAll { wanted.contains($0) }
        case "LIST_SUBSCRIPTIONS":
            var json = JSONBytes()
            json.raw("{\"result\":")
            json.array(names) { $0.string($1) }
            json.raw(",\"id\":\(id)}")
            return String(decoding: json.bytes, as: UTF8.self)
        default:
            return Self.failure(2, "Invalid request: unknown method", id: id)
        }
        streams = Set(names.compactMap { StreamName($0) })
        return "{\"result\":null,\"id\":\(id)}"
    }

    private static func failure(_ code: Int, _ message: String, id: String) -> String {
        "{\"error\":{\"code\":\(code),\"msg\":\"\(message)\"},\"id\":\(id)}"
    }

    private struct Request: Decodable {
        let method: String
        let params: [String]?
        let id: Identifier?
    }

    /// A request's id, given back as it came.
    private struct Identifier: Decodable {
        let text: String

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let number = try? container.decode(Int64.self) {
                text = String(number)
            } else {
                var json = JSONBytes()
                json.string(try container.decode(String.self))
                text = String(decoding: json.bytes, as: UTF8.self)
            }
        }
    }
}
