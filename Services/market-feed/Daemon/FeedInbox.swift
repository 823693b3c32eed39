import Synchronization

/// What a shard's tasks hand to its loop: events of the stream, which wait when there are many, and everything else.
///
/// The bound is what carries a slow loop's pace back to the socket: a producer that waits does not read.
final class FeedInbox<Event: Sendable>: Sendable {
    private struct State {
        var stream: [Event] = []
        var others: [Event] = []
        var isClosed = false
        /// Whether the waiting loop wants events of the stream too.
        var wantsStream = true
        var consumer: CheckedContinuation<Void, Never>?
        var producer: CheckedContinuation<Void, Never>?
    }
    private let capacity: Int
    private let state = Mutex(State())

    /// An inbox that holds so many events of the stream.
    init(capacity: Int) { self.capacity = capacity }

    /// Adds an event of the stream; waits while the inbox is full.
    ///
    /// For one producer.
    func putStream(_ event: Event) async {
        let isFull = state.withLock { state in
            state.stream.append(event)
            return state.stream.count >= capacity && !state.isClosed
        }
        wake()
        guard isFull else { return }
        await withCheckedContinuation { continuation in
            let isFull = state.withLock { state in
                guard state.stream.count >= capacity, !state.isClosed else { return false }
                state.producer = continuation
                return true
            }
            if !isFull { continuation.resume() }
        }
    }

    /// Adds any other event.
    ///
    /// There are few: an answer for each request, a tick each second.
    func put(_ event: Event) {
        state.withLock { $0.others.append(event) }
        wake()
    }

    /// Ends it: everybody who waits goes on, and there is nothing more to take.
    func close() {
        let waiting = state.withLock { state in
            state.isClosed = true
            let waiting = [state.consumer, state.producer]
            state.consumer = nil
            state.producer = nil
            return waiting
        }
        for continuation in waiting { continuation?.resume() }
    }

    private func wake() {
        let consumer = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard state.isClosed || !state.others.isEmpty || state.wantsStream else { return nil }
            defer { state.consumer = nil }
            return state.consumer
        }
        consumer?.resume()
    }

    /// Everything there is, answers before events of the stream; waits for the first.
    ///
    /// Empty after `close`.
    ///
    /// Without `stream` its events stay, and wait.
    func take(stream wantsStream: Bool) async -> [Event] {
        while true {
            let (events, isClosed, producer) = state.withLock {
                state -> ([Event], Bool, CheckedContinuation<Void, Never>?) in
                guard !state.isClosed else { return ([], true, nil) }
                var events = state.others
                state.others.removeAll(keepingCapacity: true)
                guard wantsStream else { return (events, false, nil) }
                events += state.stream
                state.stream.removeAll(keepingCapacity: true)
                defer { state.producer = nil }
                return (events, false, state.producer)
            }
            producer?.resume()
            if isClosed || !events.isEmpty { return events }
            await withCheckedContinuation { continuation in
                let isDue = state.withLock { state in
                    state.wantsStream = wantsStream
                    guard !state.isClosed, state.others.isEmpty, !wantsStream || state.stream.isEmpty else {
                        return true
                    }
                    state.consumer = continuation
                    return false
                }
                if isDue { continuation.resume() }
            }
        }
    }
}
