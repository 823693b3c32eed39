import Domain
public import Messages

/// What became of a command so far, gathered from the services' replies.
public struct CommandOutcome: Sendable, Equatable {
    /// The command.
    public let commandID: String
    /// Replies that are expected: one, or one of every shard.
    public let expected: Int
    private var replies: [Int: CommandReplied] = [:]

    /// Nothing known yet.
    public init(_ command: Command, id: String, shards: Int) {
        commandID = id
        expected = command.instrument == nil ? shards : 1
    }

    /// Takes a reply; one to another command, or a repeat, changes nothing.
    public mutating func take(_ reply: CommandReplied) {
        guard reply.commandID == commandID else { return }
        replies[reply.shard.index] = replies[reply.shard.index] ?? reply
    }

    /// The reply to a command that is answered once; nil while there is none.
    public var reply: CommandReplied? { replies.values.first }
    /// Whether all replies are in.
    public var isComplete: Bool { replies.count >= expected }
    /// 200 when all replies are in, 202 when some are not, 409 when a service refused.
    public var httpStatus: Int {
        guard replies.values.allSatisfy(\.accepted) else { return 409 }
        return isComplete ? 200 : 202
    }

    /// The document, in the form of ``Resource/commandOutcome``.
    public var json: JSONValue {
        let status = httpStatus == 409 ? "refused" : isComplete ? "completed" : "pending"
        return [
            "commandID": .text(commandID), "status": .text(status),
            "expectedReplies": .integer(Int64(expected)),
            "replies": .array(
                replies.sorted { $0.key < $1.key }.map { _, reply in
                    [
                        "service": .text(reply.service.rawValue), "shard": .integer(Int64(reply.shard.index)),
                        "accepted": .boolean(reply.accepted), "detail": .text(reply.detail),
                    ]
                }),
        ]
    }
}
