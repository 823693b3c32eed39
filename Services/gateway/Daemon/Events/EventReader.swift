import GatewayCore

/// A client's way through the events: what it missed first, and then what happens.
///
/// Belongs to one task. Nothing waits for a client but a bounded queue: when that is full the client reads on from
/// what it was told last, out of memory or the streams, at its own pace.
struct EventReader {
    private enum Phase {
        case starting
        case behind(EventCursor, from: Int?)
        case live
    }
    /// What to tell a client.
    enum Step {
        /// Events, in order.
        case events([EventDelivery])
        /// Nothing happened; this is where the client is.
        case alive(cursor: String)
    }
    /// Events that are told in one go.
    private static let batch = 128
    /// Longer than a gateway is ever behind another: a cursor of which it has not heard by then is from another world.
    private static let patience = Duration.seconds(10)

    private let hub: EventHub
    /// To be finished when the client is to be told no more.
    let subscriber: EventSubscriber
    private var rings: AsyncStream<Void>.AsyncIterator
    private var phase: Phase
    /// Where the client is when nothing was told yet.
    private var cursor: String
    private var hasFallenBehind = false
    private var early: ContinuousClock.Instant?
    private let seat: EventSeat

    /// From a cursor on, or from now on.
    init(_ hub: EventHub, _ seat: EventSeat, _ filter: EventFilter, after cursor: EventCursor?) {
        self.hub = hub
        self.seat = seat
        subscriber = EventSubscriber(filter, limits: hub.limits)
        rings = subscriber.rings.makeAsyncIterator()
        phase = cursor.map { .behind($0, from: nil) } ?? .starting
        self.cursor = cursor?.text ?? ""
    }

    /// The client has left.
    func leave() {
        hub.remove(subscriber)
        seat.leave()
    }

    /// What comes next, as soon as there is something; nil when nothing more will.
    mutating func next() async throws -> Step? {
        while !hub.isFinished, !subscriber.isFinished, !Task.isCancelled {
            switch phase {
            case .starting:
                if let start = hub.attach(subscriber) {
                    cursor = start.text
                    phase = .live
                    return .alive(cursor: cursor)
                } else {
                    try await Task.sleep(for: .milliseconds(20))
                }
            case .behind(let place, let number):
                if let step = try await catchUp(after: place, from: number) { return step }
            case .live:
                switch subscriber.turn(limit: Self.batch) {
                case .tell(let deliveries): return tell(deliveries)
                case .catchUp: fallBehind()
                case .beat:
                    // What came in between will ring again.
                    if let place = hub.cursor(of: subscriber) { cursor = place.text }
                    return .alive(cursor: cursor)
                case .wait:
                    guard await rings.next(isolation: #isolation) != nil else { return nil }
                }
            }
        }
        return nil
    }

    private mutating func tell(_ deliveries: [EventDelivery]) -> Step {
        cursor = deliveries.last?.cursor ?? cursor
        hub.metrics.delivered(deliveries.count)
        return .events(deliveries)
    }

    private mutating func fallBehind() {
        hub.remove(subscriber)
        subscriber.reset(hub.limits)
        hasFallenBehind = true
        phase = EventCursor(cursor).map { .behind($0, from: nil) } ?? .starting
    }

    private mutating func catchUp(after place: EventCursor, from number: Int?) async throws -> Step? {
        if hasFallenBehind, let now = hub.cursor,
            now.newest > place.newest + hub.limits.lagMilliseconds
        {
            return skip(from: place)
        }
        switch try await hub.page(for: subscriber, after: place, from: number) {
        case .early:
            let since = early ?? ContinuousClock.now
            early = since
            if ContinuousClock.now - since > Self.patience { return skip(from: place, reason: .expired) }
            try await Task.sleep(for: .milliseconds(20))
            return nil
        case .more(let deliveries, let next, let number):
            early = nil
            phase = .behind(next, from: number)
            return deliveries.isEmpty ? nil : tell(deliveries)
        case .gap(let deliveries, let next):
            phase = .behind(next, from: nil)
            return tell(deliveries)
        case .caughtUp(let deliveries, let next):
            phase = .live
            hasFallenBehind = false
            defer { cursor = next.text }
            return deliveries.isEmpty ? .alive(cursor: next.text) : tell(deliveries)
        }
    }

    /// Goes on with what happens now, and says so.
    private mutating func skip(
        from place: EventCursor, reason: EventNotice.Reason = .slowConsumer
    ) -> Step? {
        guard let now = hub.attach(subscriber) else { return nil }
        hasFallenBehind = false
        phase = .live
        hub.metrics.gap(reason)
        return tell([EventHub.gap(reason, from: place, to: now, hub.places(of: subscriber.filter))])
    }
}

extension Problem {
    static func tooManyClients(_ limit: Int) -> Problem {
        Problem(
            status: 503, kind: "too-many-clients", title: "Too many clients",
            detail: "\(limit) clients follow events already; try again, or ask another gateway.")
    }
}
