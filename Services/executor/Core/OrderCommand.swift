import Domain
import Messages

/// A person's command about one instrument's orders, while it waits for its turn.
///
/// Its turn is after the decision on the last bar and before the next bar, in the order of arrival: so that what comes
/// of it depends on the bar it fell behind, and on nothing finer.
struct OrderCommand: Sendable, Equatable, Codable {
    /// What is wanted.
    enum Action: Sendable, Equatable, Codable {
        case place(PlannedOrder)
        case cancel(clientOrderID: String)
    }
    let commandID: String
    let replyTo: String
    let issuedAt: Timestamp
    let action: Action
    /// The trace that what becomes of it continues.
    let trace: String?

    init(_ issued: CommandIssued, _ action: Action, trace: String?) {
        commandID = issued.commandID
        replyTo = issued.replyTo
        issuedAt = issued.issuedAt
        self.action = action
        self.trace = trace
    }

    /// What an order that it places is caused by.
    var causeID: String { "command/\(commandID)" }

    /// The answer to it.
    func reply(on shard: Shard, accepted: Bool, _ detail: String) -> Message.Body {
        .commandReplied(
            CommandReplied(
                to: commandID, replyTo: replyTo, by: Executor.service, on: shard, accepted: accepted,
                detail: detail, at: issuedAt))
    }
}

/// What holds beyond a sleeve while it takes its turn.
struct Circumstances {
    let settings: ExecutorSettings
    let shard: Shard
    /// Why the kill switch is engaged; nil while it is not.
    let killedBecause: String?
}
