internal import CCurl
import Synchronization

/// What the transfer thread is asked to do, by anybody.
final class TransferMailbox: Sendable {
    enum Order: Sendable {
        case start(TransferPlan, Exchange)
        /// There is room again in the exchange's buffer.
        case resume(UInt64)
        /// Nobody wants the rest of the exchange.
        case abandon(UInt64)
    }
    /// `curl_multi_wakeup` is the one call libcurl allows on this pointer from any thread; nothing else is done with it
    /// outside the transfer thread.
    private struct WakeTarget: @unchecked Sendable {
        let multi: UnsafeMutableRawPointer
    }
    private struct State {
        var orders: [Order] = []
        var lastID: UInt64 = 0
        var isClosed = false
        var target: WakeTarget?
    }
    private let state = Mutex(State())

    /// Hands a transfer to the thread.
    ///
    /// After `close` the exchange ends at once.
    func start(_ plan: TransferPlan, limit: Int) -> Exchange {
        let id = state.withLock { state in
            state.lastID += 1
            return state.lastID
        }
        let exchange = Exchange(
            id: id, limit: limit, resume: { [weak self] in self?.post(.resume($0)) },
            abandon: { [weak self] in self?.post(.abandon($0)) })
        post(.start(plan, exchange))
        return exchange
    }

    private func post(_ order: Order) {
        let isTaken = state.withLock { state in
            guard !state.isClosed else { return false }
            state.orders.append(order)
            wake(state)
            return true
        }
        if !isTaken, case .start(_, let exchange) = order { exchange.finish(.cancelled) }
    }

    /// Lets the thread end what it has and return.
    func close() {
        state.withLock { state in
            state.isClosed = true
            wake(state)
        }
    }

    private func wake(_ state: borrowing State) {
        // Under the lock, so that the pointer is never used after `detach`.
        if let target = state.target { curl_multi_wakeup(target.multi) }
    }

    func attach(_ multi: UnsafeMutableRawPointer) {
        state.withLock { $0.target = WakeTarget(multi: multi) }
    }

    func detach() {
        state.withLock { $0.target = nil }
    }

    func take() -> (orders: [Order], isClosed: Bool) {
        state.withLock { state in
            let orders = state.orders
            state.orders = []
            return (orders, state.isClosed)
        }
    }
}
