import GatewayCore
import Synchronization

/// One client's side of the hub: what waits for it, and a bell that rings when something does.
final class EventSubscriber: Sendable {
    let filter: EventFilter
    private let state: Mutex<State>
    private let bell = Bell()
    /// Rings when there is something to take, or time for a sign of life.
    var rings: AsyncStream<Void> { bell.rings }

    private struct State {
        var queue: EventQueue<EventDelivery>
        var isBeatDue = false
        var isFinished = false
    }
    /// What a client is to do next.
    enum Turn {
        /// Tell these.
        case tell([EventDelivery])
        /// Read on from the last that was told: there was no room for what followed.
        case catchUp
        /// Show that the connection lives.
        case beat
        /// Wait for the bell.
        case wait
    }

    init(_ filter: EventFilter, limits: EventLimits) {
        self.filter = filter
        state = Mutex(
            State(queue: EventQueue(countLimit: limits.queueCount, byteLimit: limits.queueBytes)))
    }

    /// Adds an event to what waits.
    func offer(_ delivery: EventDelivery) -> EventQueue<EventDelivery>.Outcome {
        let (outcome, isFirst) = state.withLock { state in
            let outcome = state.queue.offer(delivery, bytes: delivery.bytes, key: delivery.stateKey)
            return (outcome, state.queue.count == 1 || outcome == .overflowed)
        }
        if isFirst { bell.ring() }
        return outcome
    }

    /// Asks for a sign of life.
    func beat() {
        state.withLock { $0.isBeatDue = true }
        bell.ring()
    }

    /// What comes next, at most so many events.
    func turn(limit: Int) -> Turn {
        state.withLock { state in
            let items = state.queue.take(limit: limit, byteLimit: 256 * 1024)
            if !items.isEmpty {
                state.isBeatDue = false
                return .tell(items)
            }
            if state.queue.isClosed { return .catchUp }
            defer { state.isBeatDue = false }
            return state.isBeatDue ? .beat : .wait
        }
    }

    /// Whether nothing waits.
    var isIdle: Bool { state.withLock { $0.queue.count == 0 && !$0.queue.isClosed } }

    /// Starts over with an empty queue.
    func reset(_ limits: EventLimits) {
        state.withLock {
            $0.queue = EventQueue(countLimit: limits.queueCount, byteLimit: limits.queueBytes)
        }
    }

    /// Whether nothing more will come.
    var isFinished: Bool { state.withLock { $0.isFinished } }

    /// Tells the client that nothing more will come.
    func finish() {
        state.withLock { $0.isFinished = true }
        bell.finish()
    }
}

/// Bounds of what events may take up, each a setting.
struct EventLimits: Sendable {
    /// Clients at once.
    let clients: Int
    /// Events that wait for one client.
    let queueCount: Int
    /// Bytes that wait for one client.
    let queueBytes: Int
    /// Events that are kept in memory for clients that come back.
    let window: Int
    /// How far a client may fall behind before it is told of a gap.
    let lagMilliseconds: UInt64
    /// Silence before a sign of life.
    let heartbeat: Duration
}
