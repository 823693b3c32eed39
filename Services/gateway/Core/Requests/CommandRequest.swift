public import Messages

/// A command as a client asks for it.
public struct CommandRequest: Sendable, Equatable {
    /// What is wanted.
    public let command: Command
    /// The command's id; the same for a repeated idempotency key.
    public let id: String

    /// A command under a name of its own, whatever its client calls it.
    public init(_ command: Command, id: String) {
        self.command = command
        self.id = id
    }

    /// A command on behalf of a call; `fallbackID` names it where the client does not.
    public init(_ command: Command, for call: Call, fallbackID: String) {
        self.command = command
        // Derived from the client's name for it, so that a second attempt is recognised by whoever carries it out.
        id = call.idempotencyKey.map { "gateway/\(call.caller.keyID)/\($0)" } ?? "gateway/\(fallbackID)"
    }
}
