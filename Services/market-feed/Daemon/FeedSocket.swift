import Logging
import MarketFeedCore
import ServiceRuntime
import Synchronization
import WebSockets

/// One combined connection to the venue, opened again whenever it ends.
final class FeedSocket: Sendable {
    /// What happens on it, in order.
    enum Event: Sendable {
        /// It is open and subscribed to these streams.
        case connected(streams: [String])
        case message(BinanceEvent)
        case disconnected
    }
    /// A connection that lasted this long was a good one; what ends it is not the venue refusing us.
    private static let settled = Duration.seconds(30)

    private struct State {
        var streams: [String] = []
        var outgoing: AsyncStream<String>.Continuation?
        var waiter: CheckedContinuation<Void, Never>?
        var isClosed = false
    }
    private let base: String
    private let settings: WebSocketSettings
    private let decoder: BinanceEventDecoder
    private let metrics: FeedMetrics
    private let logger: Logger
    private let state = Mutex(State())

    init(settings: MarketFeedSettings, metrics: FeedMetrics, logger: Logger) {
        base = settings.webSocketURL
        // Pings find a dead connection; what is silent although it answers them is looked into by the loop.
        self.settings = WebSocketSettings(
            keepAlive: .init(
                interval: .milliseconds(settings.silenceMilliseconds),
                limit: .milliseconds(settings.silenceMilliseconds)))
        decoder = BinanceEventDecoder(venue: settings.venue, interval: settings.interval)
        self.metrics = metrics
        self.logger = logger
    }

    /// The streams to be subscribed to from the next connection on.
    ///
    /// The first ones start it.
    func use(_ streams: [String]) {
        let waiter = state.withLock { state in
            state.streams = streams
            guard !streams.isEmpty else { return nil as CheckedContinuation<Void, Never>? }
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume()
    }

    /// Sends a message on the open connection; without one it is dropped, and the next starts with the right streams.
    func send(_ text: String) { _ = state.withLock { $0.outgoing?.yield(text) } }

    /// Ends the connection, for a new one.
    func drop() { state.withLock { $0.outgoing?.finish() } }

    /// Ends waiting for streams.
    func close() {
        let waiter = state.withLock { state in
            state.isClosed = true
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume()
    }

    /// Connects, and again, until the task is cancelled.
    func run(_ deliver: @escaping @Sendable (Event) async -> Void) async {
        // The venue allows 300 attempts in five minutes; half a minute between them is far from that.
        var backoff = Backoff(first: .milliseconds(500), longest: .seconds(30))
        while !Task.isCancelled {
            let streams = await nextStreams()
            guard !Task.isCancelled, !streams.isEmpty else { return }
            let begin = ContinuousClock.now
            do {
                try await WebSocketClient.connect(
                    to: base + BinanceRequests.streamPath(streams), settings: settings
                ) { socket in
                    try await self.live(in: socket, streams, deliver)
                }
                logger.info("The venue's stream has ended")
            } catch {
                guard !Task.isCancelled else { return }
                logger.warning("No stream from the venue", metadata: [LogKey.error: "\(error)"])
            }
            await deliver(.disconnected)
            metrics.reconnected()
            if ContinuousClock.now - begin > Self.settled { backoff.reset() }
            // Only a cancellation ends the sleep early, and the loop sees it.
            try? await Task.sleep(for: backoff.next())
        }
    }

    private func nextStreams() async -> [String] {
        await withCheckedContinuation { continuation in
            let isReady = state.withLock { state in
                guard state.streams.isEmpty, !state.isClosed else { return true }
                state.waiter = continuation
                return false
            }
            if isReady { continuation.resume() }
        }
        return state.withLock { $0.streams }
    }

    private func live(
        in socket: WebSocket, _ streams: [String], _ deliver: @escaping @Sendable (Event) async -> Void
    ) async throws {
        let (outgoing, continuation) = AsyncStream.makeStream(of: String.self)
        state.withLock { $0.outgoing = continuation }
        defer { state.withLock { $0.outgoing = nil } }
        await deliver(.connected(streams: streams))
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await self.read(socket, deliver) }
            group.addTask { for await text in outgoing { try await socket.send(text) } }
            defer { group.cancelAll() }
            // Whichever ends first, the connection has.
            try await group.next()
        }
    }

    private func read(_ socket: WebSocket, _ deliver: @Sendable (Event) async -> Void) async throws {
        for try await text in socket.messages {
            metrics.received()
            do {
                let event = try decoder.decode(Array(text.utf8))
                if event != .other { await deliver(.message(event)) }
            } catch {
                // One message that makes no sense does not end the stream; what it held is asked of REST.
                metrics.refusedMessage()
                logger.warning("A message of the venue cannot be read", metadata: [LogKey.error: "\(error)"])
            }
        }
    }
}
