import Bus
import Domain
import GatewayCore
import Logging
import Messages
import RedisStreams
import ServiceLifecycle
import ServiceRuntime
import Synchronization

/// Everything that happens, read once and told to all clients of this gateway.
///
/// Events come from the streams in one order, are kept in a window, and are offered to every client they concern, all
/// under one lock; so a client that takes over from the window to what is live can neither miss nor repeat anything.
final class EventHub: Service, Sendable {
    let limits: EventLimits
    let metrics = EventMetrics()
    let latestBars = LatestBars()
    private let bus: RedisBus
    private let backlog: EventBacklog
    private let start: EventStart
    private let logger: Logger
    private let state = Mutex(State())

    private struct State {
        /// Nil until the first streams have been looked at.
        var reading: Reading?
        var live: [EventTopic: [ObjectIdentifier: EventSubscriber]] = [:]
        var clients = 0
        var isFinished = false
    }
    private struct Reading {
        var frontier: EventFrontier
        var window: EventWindow<SharedEvent>
        var equity: EventEquity
    }
    /// What a client that is behind gets next.
    enum Page {
        /// This gateway has not read as far as the client has: it has to wait a moment.
        case early
        /// These, and more is to come.
        case more([EventDelivery], EventCursor, from: Int?)
        /// These, and from now on what happens; the cursor is where that starts.
        case caughtUp([EventDelivery], EventCursor)
        /// Something is gone for ever; reading goes on after it.
        case gap([EventDelivery], EventCursor)
    }
    /// Events that are handled in one go: long enough to be quick, short enough to keep nobody waiting.
    private static let portion = 64

    init(
        bus: RedisBus, backlog: EventBacklog, start: EventStart, limits: EventLimits, logger: Logger
    ) {
        self.bus = bus
        self.backlog = backlog
        self.start = start
        self.limits = limits
        self.logger = logger
    }

    func run() async throws {
        defer { finish() }
        try await cancelWhenGracefulShutdown {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await self.follow() }
                group.addTask { await self.beat() }
                group.addTask { await self.tellStatus() }
                defer { group.cancelAll() }
                try await group.next()
            }
        }
    }

    // MARK: Reading

    private func follow() async throws {
        guard let point = try await start.point() else { return }
        state.withLock { state in
            state.reading = Reading(
                frontier: EventFrontier(from: point.cursor),
                window: EventWindow(capacity: limits.window, from: point.cursor), equity: point.equity)
        }
        logger.info("Follows events")
        for try await round in bus.rounds(of: EventTopic.allStreams, from: point.positions) { take(round) }
    }

    private func take(_ round: TailRound) {
        var undrained: [EventCursor.Place: EventCursor.Position] = [:]
        for part in round.parts {
            let place = EventCursor.Place(part.place.stream, part.place.shard.index)
            let last = EventCursor.Position(part.last.milliseconds, part.last.sequence)
            if !part.isDrained { undrained[place] = last }
            for index in stride(from: 0, to: part.entries.count, by: Self.portion) {
                let entries = part.entries[index..<min(index + Self.portion, part.entries.count)]
                state.withLock { take(entries, at: place, &$0) }
            }
            state.withLock { $0.reading?.frontier.advance(place, to: last) }
        }
        let size = state.withLock { state in
            state.reading?.frontier.finishRound(readAt: round.readAt, undrained: undrained)
            return state.reading?.window.size ?? 0
        }
        metrics.took(round.parts.reduce(0) { $0 + $1.entries.count }, windowSize: size)
    }

    private func take(_ entries: ArraySlice<StreamEntry>, at place: EventCursor.Place, _ state: inout State) {
        guard var reading = state.reading else { return }
        state.reading = nil
        defer { state.reading = reading }
        for entry in entries {
            let id = entry.id
            if case .barClosed(let body) = entry.message.body { latestBars.take(body.bar) }
            let events = StreamedEvent.events(
                of: entry.message, at: place, milliseconds: id.milliseconds, sequence: id.sequence)
            for event in events {
                let shared = SharedEvent(event)
                reading.frontier.advance(place, to: event.position)
                reading.window.append(shared, at: place, event.position)
                tell(shared, reading.frontier, state.live)
            }
            let whole = EventCursor.Position(id.milliseconds, id.sequence)
            reading.frontier.advance(place, to: whole)
            guard let instrument = reading.equity.take(entry.message, at: place, whole),
                state.live[.equity]?.isEmpty == false, let event = reading.equity.event(of: instrument)
            else { continue }
            tell(SharedEvent(event), reading.frontier, state.live)
        }
    }

    /// Offers an event to all it concerns; its text is made once, when the first of them wants it.
    private func tell(
        _ shared: SharedEvent, _ frontier: EventFrontier,
        _ live: [EventTopic: [ObjectIdentifier: EventSubscriber]]
    ) {
        let event = shared.event
        var delivery: EventDelivery?
        for subscriber in (live[event.topic] ?? [:]).values
        where subscriber.filter.matches(event.topic, event.instrument, event.interval) {
            let made = delivery ?? shared.delivery(frontier.cursor.text)
            delivery = made
            metrics.offered(subscriber.offer(made))
        }
    }

    // MARK: Clients

    /// A place among the clients that are allowed.
    ///
    /// - Throws: ``Problem`` when there is none.
    func seat() throws(Problem) -> EventSeat {
        let count = state.withLock { state -> Int? in
            guard !state.isFinished, state.clients < limits.clients else { return nil }
            state.clients += 1
            return state.clients
        }
        guard let count else { throw .tooManyClients(limits.clients) }
        metrics.follow(count)
        return EventSeat { [weak self] in self?.leave() }
    }

    private func leave() {
        let count = state.withLock { state in
            state.clients -= 1
            return state.clients
        }
        metrics.follow(count)
    }

    /// The places a client's events come from.
    func places(of filter: EventFilter) -> [EventCursor.Place] { filter.places(shardCount: bus.shardCount) }

    /// Whether nothing more will come.
    var isFinished: Bool { state.withLock { $0.isFinished } }

    /// Nothing is offered to a client any more.
    func remove(_ subscriber: EventSubscriber) {
        state.withLock { state in
            for topic in subscriber.filter.topics {
                state.live[topic]?[ObjectIdentifier(subscriber)] = nil
            }
        }
    }

    /// Where this gateway is; nil until it has begun.
    var cursor: EventCursor? { state.withLock { $0.reading?.frontier.cursor } }

    /// Where events go on after what the recorder had stored; nil until reading has begun.
    func cursor(
        after recorded: [EventCursor.Place: EventCursor.Position], _ filter: EventFilter
    ) -> EventCursor? {
        let places = filter.places(shardCount: bus.shardCount)
        return state.withLock { $0.reading?.frontier.cursor(after: recorded, places) }
    }

    /// What positions are worth, and after which cursor that changes; nil until reading has begun.
    func holdings(of instrument: InstrumentID?) -> (items: [JSONValue], cursor: EventCursor)? {
        state.withLock { state in
            state.reading.map { ($0.equity.holdings(of: instrument), $0.frontier.cursor) }
        }
    }

    /// Where a client is that has nothing waiting; nil when something waits.
    func cursor(of subscriber: EventSubscriber) -> EventCursor? {
        state.withLock { subscriber.isIdle ? $0.reading?.frontier.cursor : nil }
    }

    /// From now on a client is told what happens.
    ///
    /// The cursor is where that starts; nil until reading has begun.
    func attach(_ subscriber: EventSubscriber) -> EventCursor? {
        state.withLock { state in
            guard let reading = state.reading else { return nil }
            add(subscriber, to: &state)
            return reading.frontier.cursor
        }
    }

    private func add(_ subscriber: EventSubscriber, to state: inout State) {
        for topic in subscriber.filter.topics {
            state.live[topic, default: [:]][ObjectIdentifier(subscriber)] = subscriber
        }
    }

    // MARK: Catching up

    /// What follows a cursor, from memory or, where that does not reach back so far, from the streams.
    ///
    /// - Parameters:
    ///   - subscriber: Who asks; it is live when all has been given.
    ///   - cursor: What it has seen.
    ///   - number: Where the page before ended, in memory.
    /// - Returns: The page, and how to go on.
    /// - Throws: What the bus does.
    func page(
        for subscriber: EventSubscriber, after cursor: EventCursor, from number: Int?
    ) async throws -> Page {
        if let page = fromMemory(subscriber, cursor, number, readThrough: 0) { return page }
        metrics.readBacklog()
        let places = subscriber.filter.repeatablePlaces(shardCount: bus.shardCount)
        let page = try await backlog.page(after: cursor, places)
        guard page.missing.isEmpty else {
            metrics.gap(.expired)
            var later = cursor
            for (place, position) in page.missing { later.advance(place, to: position) }
            let missing = places.filter { page.missing[$0] != nil }
            return .gap([Self.gap(.expired, from: cursor, to: later, missing)], later)
        }
        var running = cursor
        let deliveries = page.events.compactMap { event -> EventDelivery? in
            running.advance(event.place, to: event.position)
            guard subscriber.filter.matches(event.topic, event.instrument, event.interval) else { return nil }
            return SharedEvent(event).delivery(running.text)
        }
        guard deliveries.isEmpty, page.readThrough > 0 else {
            return .more(deliveries, page.cursor, from: nil)
        }
        return fromMemory(subscriber, page.cursor, nil, readThrough: page.readThrough)
            ?? .more([], page.cursor, from: nil)
    }

    /// Tells that events are missing.
    static func gap(
        _ reason: EventNotice.Reason, from before: EventCursor, to after: EventCursor,
        _ places: [EventCursor.Place]
    ) -> EventDelivery {
        EventDelivery(
            name: EventNotice.gap, cursor: after.text,
            json: EventNotice.gap(reason, cursor: after, before: before, places: places), stateKey: nil)
    }

    private func fromMemory(
        _ subscriber: EventSubscriber, _ cursor: EventCursor, _ number: Int?, readThrough: UInt64
    ) -> Page? {
        let filter = subscriber.filter
        return state.withLock { state -> Page? in
            guard let reading = state.reading else { return .early }
            guard reading.frontier.covers(cursor, filter.places(shardCount: bus.shardCount)) else {
                return .early
            }
            let isHeld = number.map { reading.window.holds($0) } ?? false
            let places = filter.repeatablePlaces(shardCount: bus.shardCount)
            guard isHeld || reading.window.reaches(back: cursor, places, readThrough: readThrough) else {
                return nil
            }
            let page = reading.window.page(after: cursor, from: number, limit: 256) { shared in
                filter.matches(shared.event.topic, shared.event.instrument, shared.event.interval)
            }
            var running = cursor
            var deliveries = page.entries.map { entry in
                running.advance(entry.place, to: entry.position)
                return entry.item.delivery(running.text)
            }
            guard page.isLast else { return .more(deliveries, running, from: page.next) }
            deliveries += worths(reading, filter, since: cursor)
            add(subscriber, to: &state)
            return .caughtUp(deliveries, reading.frontier.cursor)
        }
    }

    /// What is worth something else than when the client left, as it is now.
    private func worths(
        _ reading: Reading, _ filter: EventFilter, since cursor: EventCursor
    ) -> [EventDelivery] {
        guard filter.topics.contains(.equity) else { return [] }
        let text = reading.frontier.cursor.text
        return reading.equity.changed(since: cursor).compactMap { instrument in
            guard filter.matches(.equity, instrument, nil), let event = reading.equity.event(of: instrument)
            else { return nil }
            return SharedEvent(event).delivery(text)
        }
    }

    // MARK: Signs of life

    private func beat() async {
        while (try? await Task.sleep(for: limits.heartbeat)) != nil {
            for subscriber in subscribers { subscriber.beat() }
        }
    }

    private var subscribers: [EventSubscriber] {
        state.withLock { state in
            Array(state.live.values.reduce(into: [:]) { $0.merge($1) { own, _ in own } }.values)
        }
    }

    /// How far the services are, while anybody wants to know.
    private func tellStatus() async {
        while (try? await Task.sleep(for: .seconds(5))) != nil {
            guard state.withLock({ $0.live[.system]?.isEmpty == false }),
                let statuses = try? await bus.status(),
                let jobs = try? await JobQueueState(statuses, on: bus)
            else { continue }
            let data = StatusView.json(statuses, shards: bus.shardCount, jobs: jobs)
            state.withLock { state in
                guard let reading = state.reading else { return }
                let cursor = reading.frontier.cursor
                let delivery = EventDelivery(
                    name: EventTopic.system.rawValue, cursor: cursor.text,
                    json: EventNotice.status(data, cursor: cursor.text, at: cursor.watermark),
                    stateKey: "system/status")
                for subscriber in (state.live[.system] ?? [:]).values
                where subscriber.filter.matches(.system, nil, nil) {
                    metrics.offered(subscriber.offer(delivery))
                }
            }
        }
    }

    private func finish() {
        let all = subscribers
        state.withLock { $0.isFinished = true }
        for subscriber in all { subscriber.finish() }
    }
}

/// A client's place among those that are allowed.
///
/// Given back when the client has left, and also when it had left before its answer began: then nobody asks for its
/// events, and only its end tells.
final class EventSeat: Sendable {
    private let giveBack: Mutex<(@Sendable () -> Void)?>

    init(_ giveBack: @escaping @Sendable () -> Void) { self.giveBack = Mutex(giveBack) }

    deinit { leave() }

    func leave() {
        let giveBack = giveBack.withLock { giveBack in
            defer { giveBack = nil }
            return giveBack
        }
        giveBack?()
    }
}
