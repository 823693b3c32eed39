import Domain
import ExchangeSimCore
import Logging
import ServiceLifecycle
import ServiceRuntime
import WebSockets

/// Moves the venue's clock and tells everybody what happens meanwhile.
///
/// The clock moves before anybody is told, so that whoever asks about an event over HTTP finds it there.
struct ClockService: Service {
    /// Events told in one go: enough to make a write to a socket worth its while, few enough that HTTP, which is ahead by up to that
    /// many, stays close.
    private static let batchSize = 256
    /// Longest sleep of a timed clock, so that the venue's time does not stand still between events.
    private static let longestSleep = Duration.milliseconds(100)
    /// Writing the time more often would cost more than the events it saves from being told twice.
    private static let saveInterval = Duration.milliseconds(500)

    let exchange: Exchange
    let speed: Speed
    let file: ClockFile?
    let logger: Logger

    func run() async throws {
        try await cancelWhenGracefulShutdown { try await replay() }
    }

    private func replay() async throws {
        var delivered = exchange.clock
        var events = exchange.venue.events(after: delivered)
        do {
            try await tell(&events, delivered: &delivered)
        } catch is CancellationError {
            // The way in which it ends.
        }
        try file?.save(delivered)
    }

    private func tell(_ events: inout VenueEvents, delivered: inout Timestamp) async throws {
        let started = (instant: ContinuousClock.now, clock: delivered)
        var savedAt = started.instant
        while let next = events.nextTime {
            var limit = Timestamp(milliseconds: .max)
            switch speed {
            case .unlimited:
                if !exchange.hasListeners { try await waitForListeners() }
            case .times(let factor):
                limit = try await pass(
                    until: next, since: started.instant, from: started.clock, factor: factor)
                if limit < next { continue }
            }
            let batch = Self.batch(&events, until: limit)
            guard let last = batch.last?.occurredAt else { continue }
            let listeners = exchange.advance(to: last)
            await exchange.answersSent()
            try await deliver(batch, to: listeners)
            delivered = last
            if let file, ContinuousClock.now - savedAt > Self.saveInterval {
                try file.save(delivered)
                savedAt = .now
            }
        }
        exchange.end()
        try file?.save(delivered)
        logger.info("The recordings are at their end", metadata: ["clock": "\(delivered)"])
        while true { try await Task.sleep(for: .seconds(3600)) }
    }

    private func waitForListeners() async throws {
        for await _ in exchange.arrivals where exchange.hasListeners { return }
        throw CancellationError()
    }

    /// Sleeps towards the next event and answers what time it has become.
    private func pass(
        until next: Timestamp, since instant: ContinuousClock.Instant, from clock: Timestamp, factor: Double
    ) async throws -> Timestamp {
        func now() -> Timestamp {
            let elapsed = (ContinuousClock.now - instant) / .milliseconds(1) * factor
            // Long before a Double stops counting milliseconds every recording is over.
            return Timestamp(milliseconds: clock.milliseconds + Int64(min(elapsed, 1e15)))
        }
        let missing = Double(next.milliseconds - now().milliseconds) / factor
        if missing > 0 {
            try await Task.sleep(for: min(.milliseconds(missing), Self.longestSleep))
        }
        let time = now()
        if time < next { exchange.advance(to: time) }
        return time
    }

    /// The next events, all of the last one's moment included: the saved time must not fall between two of them.
    private static func batch(_ events: inout VenueEvents, until limit: Timestamp) -> [VenueEvent] {
        var batch: [VenueEvent] = []
        while let next = events.nextTime, next <= limit,
            batch.count < batchSize || next == batch.last?.occurredAt
        {
            guard let event = events.next() else { break }
            batch.append(event)
        }
        return batch
    }

    /// Tells all listeners; returns when the slowest has taken it.
    private func deliver(_ batch: [VenueEvent], to listeners: [Exchange.Listener]) async throws {
        var messages: [[[UInt8]]] = Array(repeating: [], count: listeners.count)
        for event in batch {
            for stream in event.streams {
                let places = listeners.indices.filter { listeners[$0].session.contains(stream) }
                guard !places.isEmpty else { continue }
                let raw = StreamPayload.raw(event, for: stream)
                for place in places {
                    messages[place].append(
                        listeners[place].session.isCombined ? StreamPayload.combined(raw, for: stream) : raw)
                }
            }
        }
        for (listener, messages) in zip(listeners, messages) where !messages.isEmpty {
            do throws(WebSocketError) {
                try await listener.socket.send(messages)
                exchange.countSent(messages.count)
            } catch {
                // Gone; it will ask over HTTP for what it has missed.
                logger.debug("A listener has left", metadata: [LogKey.error: "\(error)"])
            }
        }
        try Task.checkCancellation()
    }
}
