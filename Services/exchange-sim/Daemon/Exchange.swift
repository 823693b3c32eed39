import Domain
import ExchangeSimCore
import Synchronization
import WebSockets

/// What all of the simulator's tasks share: the venue, the time it is there, and who listens.
final class Exchange: Sendable {
    /// One WebSocket client.
    struct Listener: Sendable {
        let socket: WebSocket
        var session: StreamSession
    }
    /// What the status page tells.
    struct Status: Sendable {
        let clock: Timestamp
        let hasEnded: Bool
        let messagesSent: Int
        let connections: Int
        let listeners: Int
    }
    private struct State {
        var clock: Timestamp
        var hasEnded = false
        var messagesSent = 0
        var nextListener = 0
        var listeners: [Int: Listener] = [:]
        /// Subscriptions that count already while their answer is still on its way.
        var unanswered = 0
        var waiter: CheckedContinuation<Void, Never>?
    }

    let venue: Venue
    /// Says that somebody has subscribed to something; one waiting signal is as good as many.
    let arrivals: AsyncStream<Void>
    private let arrival: AsyncStream<Void>.Continuation
    private let state: Mutex<State>

    init(venue: Venue, clock: Timestamp) {
        self.venue = venue
        state = Mutex(State(clock: clock))
        (arrivals, arrival) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// What time it is on the venue: everything up to it has happened.
    var clock: Timestamp { state.withLock(\.clock) }

    var status: Status {
        state.withLock { state in
            Status(
                clock: state.clock, hasEnded: state.hasEnded, messagesSent: state.messagesSent,
                connections: state.listeners.count,
                listeners: state.listeners.values.count { !$0.session.isEmpty })
        }
    }

    /// Whether anybody has a subscription.
    var hasListeners: Bool {
        state.withLock { $0.listeners.values.contains { !$0.session.isEmpty } }
    }

    /// Moves the clock, which never goes back.
    ///
    /// - Returns: who is to be told of what happened since: those with a subscription, oldest first. Whoever comes later
    ///   finds it in the past, so nobody falls between the two.
    @discardableResult
    func advance(to time: Timestamp) -> [Listener] {
        state.withLock { state in
            state.clock = max(state.clock, time)
            return state.listeners.sorted { $0.key < $1.key }.map(\.value).filter { !$0.session.isEmpty }
        }
    }

    /// Waits until every subscription's answer is sent: it comes before the first event.
    func answersSent() async {
        await withCheckedContinuation { continuation in
            let isNow = state.withLock { state in
                if state.unanswered > 0 { state.waiter = continuation }
                return state.unanswered == 0
            }
            if isNow { continuation.resume() }
        }
    }

    func countSent(_ messages: Int) {
        state.withLock { $0.messagesSent += messages }
    }

    func end() {
        state.withLock { $0.hasEnded = true }
    }

    /// Serves one client until it leaves.
    func serve(_ socket: WebSocket, _ request: WebSocketRequest) async throws {
        guard var session = StreamSession(path: request.path, query: request.query) else { return }
        let number = state.withLock { state in
            state.nextListener += 1
            state.listeners[state.nextListener] = Listener(socket: socket, session: session)
            return state.nextListener
        }
        defer { state.withLock { $0.listeners[number] = nil } }
        arrival.yield()
        for try await text in socket.messages {
            let answer = session.answer(text)
            try await subscribe(number, to: session) { try await socket.send(answer) }
            arrival.yield()
        }
    }

    /// Lets a subscription count before its answer is sent: what the client then finds over HTTP must reach to where its
    /// events begin.
    private func subscribe(_ number: Int, to session: StreamSession, answer: () async throws -> Void)
        async throws
    {
        state.withLock { state in
            state.listeners[number]?.session = session
            state.unanswered += 1
        }
        defer {
            let waiter = state.withLock { state in
                state.unanswered -= 1
                guard state.unanswered == 0 else { return nil as CheckedContinuation<Void, Never>? }
                defer { state.waiter = nil }
                return state.waiter
            }
            waiter?.resume()
        }
        try await answer()
    }
}
