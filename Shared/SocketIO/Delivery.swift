/// What became of an event that was to be sent.
public enum Delivery: Sendable, Equatable {
    /// It waits for the client's network, or is on its way.
    case accepted
    /// Too much waits for this client already: it was **not** taken.
    ///
    /// ``NamespaceHandler/drained(_:)`` tells when there is room again.
    case full
    /// The client is not, or no longer, connected to the namespace.
    case closed
}

/// Why a client is no longer connected to a namespace.
public enum DisconnectReason: String, Sendable, Equatable {
    /// The client said so.
    case clientLeft
    /// ``Socket/disconnect()``.
    case serverLeft
    /// Its network connection ended.
    case transportClosed
    /// It left a ping unanswered.
    case pingTimeout
    /// It sent something that is not the protocol.
    case protocolFault
    /// It asked for answers and did not read them.
    case tooSlow
    /// It connected to no namespace in time.
    case idle
    /// This server stops.
    case shutdown
}
