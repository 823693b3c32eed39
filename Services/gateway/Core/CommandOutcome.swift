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
    /// Whether a service refused it.
    public var isRefused: Bool { !replies.values.allSatisfy(\.accepted) }
    /// Of a command that nobody refused: 200 when all replies are in, 202 when some are not.
    public var httpStatus: Int { isComplete ? 200 : 202 }

    /// Why it was not carried out: what those who refused it say, each of it once; nil while nobody has.
    public var refusal: Problem? {
        guard isRefused else { return nil }
        var reasons: [String] = []
        for (_, reply) in replies.sorted(by: { $0.key < $1.key }) where !reply.accepted {
            let reason = "\(reply.service.rawValue): \(reply.detail)"
            if !reasons.contains(reason) { reasons.append(reason) }
        }
        guard case .object(let members) = json else { return nil }
        return Problem(
            status: 409, kind: "command-refused", title: "Command refused",
            detail: "The command was refused by \(reasons.joined(separator: "; by ")).",
            members: members.filter { ["commandID", "replies"].contains($0.name) })
    }

    /// The document, in the form of ``Resource/commandOutcome``.
    public var json: JSONValue {
        [
            "commandID": .text(commandID), "status": isComplete ? "completed" : "pending",
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
