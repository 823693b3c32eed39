import Bus
import Messages

/// The queue of jobs in one line.
struct JobQueueView: CustomStringConvertible {
    let description: String

    init(_ statuses: [StageStatus]) {
        guard let queue = statuses.first(where: { $0.service == .worker && $0.stream == .jobs }) else {
            description = "no worker has looked for any yet"
            return
        }
        let waiting = queue.length - queue.pending
        description = "\(queue.pending) being carried out, \(max(waiting, 0)) waiting, \(queue.deadLetters) dead"
    }
}
