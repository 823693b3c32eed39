/// What a client sent is not the protocol; its connection is closed.
enum ProtocolFault: Error, Equatable {
    /// The bytes cannot be read.
    case malformed
    /// They can, and such a packet may not be sent by a client, or not now.
    case unexpected
    /// They would take more room than is allowed.
    case tooLarge
}
