/// What has to be done before a message can be answered: one call of the API, in the name of whoever asks.
public struct MCPTask: Sendable {
    /// How the operation went.
    public enum Outcome: Sendable {
        /// A document with its HTTP status.
        case answered(JSONValue, status: Int)
        /// The caller may not or cannot have it, or should try later.
        case refused(Problem)
    }
    /// The operation.
    public let operation: Operation
    /// Its arguments by name.
    public let arguments: JSONValue
    private let finish: @Sendable (Outcome) -> MCPReply

    init(
        _ operation: Operation, _ arguments: JSONValue, finish: @escaping @Sendable (Outcome) -> MCPReply
    ) {
        self.operation = operation
        self.arguments = arguments
        self.finish = finish
    }

    /// The answer to the message.
    public func reply(to outcome: Outcome) -> MCPReply { finish(outcome) }
}

/// How a message is answered.
public enum MCPPlan: Sendable {
    /// At once.
    case reply(MCPReply)
    /// After a call.
    case perform(MCPTask)
}
