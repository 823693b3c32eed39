public import NIOCore

/// A whole message from the other side.
public enum WebSocketMessage: Sendable, Equatable {
    /// Text, known to be UTF-8.
    case text(String)
    /// Bytes of whatever meaning.
    case binary(ByteBuffer)
}

/// A whole message to the other side: bytes, which many connections may share.
public struct OutgoingMessage: Sendable, Equatable {
    /// The message, without any framing.
    public let bytes: ByteBuffer
    /// Whether the bytes are UTF-8 text; binary if not.
    public let isText: Bool

    /// A message of UTF-8 bytes.
    public static func text(_ bytes: ByteBuffer) -> OutgoingMessage {
        OutgoingMessage(bytes: bytes, isText: true)
    }
    /// A message of any bytes.
    public static func binary(_ bytes: ByteBuffer) -> OutgoingMessage {
        OutgoingMessage(bytes: bytes, isText: false)
    }
}
