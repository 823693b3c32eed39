internal import Synchronization

/// Hands out a bounded number of connections, first come, first served.
final class Slots: Sendable {
    private struct State {
        var idle: [PostgresConnection] = []
        var made = 0
        var nextTicket = 0
        var waiting: [(ticket: Int, continuation: CheckedContinuation<PostgresConnection, any Error>)] = []
        /// Callers that were cancelled before they began to wait.
        var cancelled: Set<Int> = []
    }
    private let state = Mutex(State())
    private let limit: Int
    private let make: @Sendable () -> PostgresConnection

    init(limit: Int, make: @escaping @Sendable () -> PostgresConnection) {
        self.limit = limit
        self.make = make
    }

    func acquire() async throws -> PostgresConnection {
        let ticket = state.withLock { state in
            state.nextTicket += 1
            return state.nextTicket
        }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let answer: Result<PostgresConnection, any Error>? = state.withLock { state in
                    if state.cancelled.remove(ticket) != nil { return .failure(CancellationError()) }
                    if let connection = state.idle.popLast() { return .success(connection) }
                    if state.made < limit {
                        state.made += 1
                        return .success(make())
                    }
                    state.waiting.append((ticket, continuation))
                    return nil
                }
                if let answer { continuation.resume(with: answer) }
            }
        } onCancel: {
            let waiter = state.withLock { state in
                guard let index = state.waiting.firstIndex(where: { $0.ticket == ticket }) else {
                    state.cancelled.insert(ticket)
                    return nil as CheckedContinuation<PostgresConnection, any Error>?
                }
                return state.waiting.remove(at: index).continuation
            }
            waiter?.resume(throwing: CancellationError())
        }
    }

    func release(_ connection: PostgresConnection) {
        let waiter = state.withLock { state -> CheckedContinuation<PostgresConnection, any Error>? in
            guard state.waiting.isEmpty else { return state.waiting.removeFirst().continuation }
            state.idle.append(connection)
            return nil
        }
        waiter?.resume(returning: connection)
    }
}
