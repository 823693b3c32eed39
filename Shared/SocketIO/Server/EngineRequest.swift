import HTTPTypes

/// What the query of a request says.
struct EngineRequest {
    private let values: [Substring: Substring]

    /// Reads `EIO=4&transport=polling&sid=…`; what else there may be is the application's.
    init(query: String) {
        let pairs = query.split(separator: "&").map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (parts[0], parts.count > 1 ? parts[1] : "")
        }
        values = Dictionary(pairs, uniquingKeysWith: { first, _ in first })
    }

    /// What a request is for, as far as it says itself.
    enum Purpose: Equatable {
        case openPolling
        case openWebSocket
        /// A request of long polling for a session.
        case session(String)
        /// A WebSocket for a session of long polling.
        case upgrade(String)
    }

    /// Checks in the reference implementation's order, because clients' tests expect its codes.
    func purpose(method: HTTPRequest.Method, isWebSocket: Bool) throws(EngineRefusal) -> Purpose {
        guard let transport = values["transport"], ["polling", "websocket"].contains(transport) else {
            throw .unknownTransport
        }
        if let sid = values["sid"], !sid.isEmpty {
            if isWebSocket {
                return transport == "websocket" ? .upgrade(String(sid)) : try refuse(.badRequest)
            }
            guard transport == "polling" else { throw .badRequest }
            return .session(String(sid))
        }
        guard method == .get else { throw .badHandshakeMethod }
        guard (transport == "websocket") == isWebSocket else { throw .badRequest }
        guard values["EIO"] == "4" else { throw .unsupportedVersion }
        return isWebSocket ? .openWebSocket : .openPolling
    }

    private func refuse(_ refusal: EngineRefusal) throws(EngineRefusal) -> Purpose { throw refusal }
}
