internal import Domain
internal import Messages

/// The queue of jobs at one moment.
public struct JobQueueState: Sendable, Equatable {
    /// Jobs that a worker has taken.
    public let running: Int
    /// Jobs that no worker has taken yet.
    public let waiting: Int
    /// The first of those that wait, whose id says since when; nil where none does.
    public let oldestWaiting: EntryID?
    /// Requests that no worker could take, or finish.
    public let deadLetters: Int

    /// The queue as a status of the bus has it; one look at the stream tells the rest.
    public init(_ statuses: [StageStatus], on bus: some MessageBus) async throws(BusError) {
        let status = statuses.first { $0.service == .worker && $0.stream == .jobs }
        // Before the first worker has come there is no group, and everything waits.
        let first = try await bus.entries(
            of: .jobs, in: Shard(0), after: status?.cursor ?? .zero, limit: 1000)
        running = status?.pending ?? 0
        waiting = status.map { max($0.length - $0.pending, 0) } ?? first.count
        oldestWaiting = first.first?.id
        deadLetters = status?.deadLetters ?? 0
    }
}
