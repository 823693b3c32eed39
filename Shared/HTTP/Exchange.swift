import Synchronization

/// What the transfer thread and one reader share of one request: the head, the bytes not yet read, and the outcome.
///
/// The buffer is bounded: above the high-water mark the transfer is paused, which stops reading from the socket, and it
/// is resumed when the reader has taken half.
final class Exchange: Sendable {
    /// Bytes buffered for a reader that is slower than the network; a few of libcurl's 16 KiB chunks.
    static let highWater = 256 * 1024

    private enum Progress {
        case running
        case ended
        case failed(HTTPError)
    }
    private struct State {
        var head: HTTPClient.ResponseHead?
        var chunks: [[UInt8]] = []
        var buffered = 0
        var received = 0
        var isPaused = false
        var progress = Progress.running
        var waiter: CheckedContinuation<Void, Never>?
    }
    private enum Look<Value> {
        case found(Value)
        case failed(HTTPError)
        case pending
    }

    let id: UInt64
    private let limit: Int
    private let resume: @Sendable (UInt64) -> Void
    private let abandon: @Sendable (UInt64) -> Void
    private let state = Mutex(State())

    /// An exchange that accepts `limit` body bytes in all, and tells the transfer thread by `resume` that there is room
    /// again and by `abandon` that nobody wants the rest.
    init(
        id: UInt64, limit: Int, resume: @escaping @Sendable (UInt64) -> Void,
        abandon: @escaping @Sendable (UInt64) -> Void
    ) {
        self.id = id
        self.limit = limit
        self.resume = resume
        self.abandon = abandon
    }

    // MARK: The transfer thread's side

    enum Acceptance {
        case taken
        case paused
        case refused
    }

    func received(_ head: HTTPClient.ResponseHead) {
        change { $0.head = head }
    }

    /// Takes bytes, or asks the transfer to wait with them, or refuses them when the limit is passed.
    func received(_ bytes: UnsafeBufferPointer<UInt8>) -> Acceptance {
        change { state in
            guard case .running = state.progress else { return .refused }
            guard state.buffered < Self.highWater else {
                state.isPaused = true
                return .paused
            }
            state.received += bytes.count
            guard state.received <= limit else {
                state.progress = .failed(.tooLarge(limit: limit))
                return .refused
            }
            state.chunks.append(Array(bytes))
            state.buffered += bytes.count
            return .taken
        }
    }

    /// Ends the exchange; a failure known before (limit, cancellation) stays the outcome.
    func finish(_ failure: HTTPError?) {
        change { state in
            guard case .running = state.progress else { return }
            state.progress = failure.map { .failed($0) } ?? .ended
        }
    }

    private func change<Result: Sendable>(_ body: (inout sending State) -> sending Result) -> Result {
        let (result, waiter) = state.withLock { state in
            let result = body(&state)
            let waiter = state.waiter
            state.waiter = nil
            return (result, waiter)
        }
        waiter?.resume()
        return result
    }

    // MARK: The reader's side

    func head() async throws(HTTPError) -> HTTPClient.ResponseHead {
        try await wait { state in
            if let head = state.head { return .found(head) }
            return switch state.progress {
            case .running: .pending
            case .failed(let error): .failed(error)
            case .ended: .failed(.interrupted(reason: "the connection ended before an answer"))
            }
        }
    }

    /// Everything that has arrived since the last call; nil at the end.
    func next() async throws(HTTPError) -> [UInt8]? {
        let (bytes, mayResume): ([UInt8]?, Bool) = try await wait { state in
            if !state.chunks.isEmpty {
                let bytes = state.chunks.count == 1 ? state.chunks[0] : Array(state.chunks.joined())
                state.chunks.removeAll(keepingCapacity: true)
                state.buffered = 0
                let wasPaused = state.isPaused
                state.isPaused = false
                return .found((bytes, wasPaused))
            }
            return switch state.progress {
            case .running: .pending
            case .ended: .found((nil, false))
            case .failed(let error): .failed(error)
            }
        }
        if mayResume { resume(id) }
        return bytes
    }

    /// Gives up: whoever reads gets ``HTTPError/cancelled``, and the connection is closed.
    func cancel() {
        let wasRunning = change { state in
            guard case .running = state.progress else { return false }
            state.progress = .failed(.cancelled)
            return true
        }
        if wasRunning { abandon(id) }
    }

    private func wait<Value: Sendable>(
        _ look: @Sendable (inout State) -> Look<Value>
    ) async throws(HTTPError) -> Value {
        while true {
            let seen = state.withLock { state -> Result<Value?, HTTPError> in
                switch look(&state) {
                case .found(let value): .success(value)
                case .failed(let error): .failure(error)
                case .pending: .success(nil)
                }
            }
            if let value = try seen.get() { return value }
            await withTaskCancellationHandler {
                await withCheckedContinuation { continuation in
                    let isDue = state.withLock { state in
                        // Whatever came between the look and here must not be slept through; a copy is looked at,
                        // because looking takes what it finds.
                        var copy = state
                        if case .pending = look(&copy) {
                            state.waiter = continuation
                            return false
                        }
                        return true
                    }
                    if isDue { continuation.resume() }
                }
            } onCancel: {
                cancel()
            }
        }
    }
}

/// Closes the connection of an exchange whose reader has gone.
final class ExchangeLifetime: Sendable {
    let exchange: Exchange
    init(_ exchange: Exchange) { self.exchange = exchange }
    deinit { exchange.cancel() }
}
