internal import Domain
public import Messages
internal import Pipeline

/// Takes commands from the one queue and puts each on its recipient's stream: of its instrument's shard, or of all.
///
/// A command that was handed on but not acknowledged is handed on again; it carries the same id, by which its recipient
/// drops the repeat.
public struct CommandRouting: QueueWorker {
    /// The router's.
    public static let service = ServiceName.router
    /// Commands.
    public static let queue = StreamKind.commands
    /// None: the streams it writes are trimmed by their readers' service.
    public static let outputs: [StreamKind] = []
    private let shardCount: Int

    /// The routing of a deployment of that many shards.
    public init(shardCount: Int) { self.shardCount = shardCount }

    /// Where the command goes.
    public func carryOut(_ entry: StreamEntry, under claim: any QueueClaim) async throws -> [QueueOutput] {
        guard case .commandIssued(let issued) = entry.message.body,
            let stream = issued.command.recipient.commandStream
        else { throw Refusal("\(entry.message.id) is no command") }
        let shards =
            issued.instrument.map { [Shard(of: $0, count: shardCount)] } ?? stream.shards(of: shardCount)
        return shards.map { QueueOutput(entry.message, to: stream, in: $0) }
    }

    /// Nothing: nobody but the dead letter tells of it.
    public func giveUp(_ entry: StreamEntry, afterDeliveries count: Int) -> [QueueOutput] { [] }
}

extension MessageBus {
    /// Hands commands from ``Messages/StreamKind/commands`` to their recipients' streams, once each.
    public func runCommandRouting(options: StageOptions) async throws {
        var queue = QueueOptions(instance: options.instance)
        queue.blockMilliseconds = options.blockMilliseconds
        try await runQueue(CommandRouting(shardCount: shardCount), options: queue)
    }
}
