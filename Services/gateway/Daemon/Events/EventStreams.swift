import DaemonShell
import Domain
import GatewayCore
import Postgres
import RedisStreams
import ServiceRuntime

/// Events as server-sent events.
struct EventStreams: Sendable {
    let hub: EventHub
    let snapshots: EventSnapshots
    private let rights: LiveRights

    /// By which right a client follows them.
    static let access = Operation.followEvents.route.access

    init(context: DaemonContext, bus: RedisBus, pool: PostgresPool, rights: LiveRights) {
        self.rights = rights
        let settings = context.settings
        let records = EventRecords(pool: pool, markInterval: settings[ExecutorKeys.interval])
        let reading = context.redisBus()
        let limits = EventLimits(
            clients: settings[GatewayKeys.eventClients], queueCount: settings[GatewayKeys.eventQueue],
            queueBytes: settings[GatewayKeys.eventQueueBytes], window: settings[GatewayKeys.eventWindow],
            lagMilliseconds: UInt64(settings[GatewayKeys.eventLag]),
            heartbeat: .milliseconds(settings[GatewayKeys.heartbeat]))
        hub = EventHub(
            bus: reading, backlog: EventBacklog(bus: reading),
            start: EventStart(
                bus: reading, records: records, capital: settings[ExecutorKeys.capital],
                logger: context.logger),
            limits: limits, logger: context.logger)
        snapshots = EventSnapshots(hub: hub, records: records, bus: bus)
    }

    /// An answer that goes on until the client leaves, may no longer stay, or the process stops.
    func answer(_ request: EventRequest, for caller: Caller) async throws -> Answer {
        try Self.check(request.cursor, at: ["query", "cursor"])
        let seat = try hub.seat()
        let snapshot = try await snapshot(request)
        return Answer(
            .stream(type: "text/event-stream; charset=utf-8") { [hub, rights] write in
                var reader = EventReader(hub, seat, request.filter, after: snapshot?.cursor ?? request.cursor)
                let right = rights.hold(caller, for: Self.access) { [subscriber = reader.subscriber] _ in
                    subscriber.finish()
                }
                defer {
                    rights.release(right)
                    reader.leave()
                }
                try await Self.tell(snapshot, write)
                while let step = try await reader.next() {
                    switch step {
                    case .events(let deliveries):
                        let events = deliveries.map {
                            ServerSentEvent.text($0.name, id: $0.cursor, data: $0.json)
                        }
                        try await write(events.joined())
                    case .alive(let cursor): try await write(ServerSentEvent.heartbeat(id: cursor))
                    }
                }
                // Or a client would take it for a broken connection and come back as it is.
                if let problem = right.problem {
                    let document = problem.document(instance: Operation.followEvents.route.path)
                    try await write(ServerSentEvent.notice(EventNotice.closed, document))
                }
            })
    }

    /// By how much a cursor, which is of Redis' clock, may be ahead of this machine's.
    private static let clockAllowance = Interval.oneMinute

    /// Refuses a place that no event can have reached: its client would wait for nothing.
    ///
    /// - Throws: ``Problem`` that names the place of the cursor.
    static func check(_ cursor: EventCursor?, at location: [String]) throws(Problem) {
        guard let cursor else { return }
        let limit = Timestamp.now + clockAllowance
        guard cursor.newest <= UInt64(clamping: limit.milliseconds) else { throw .futureCursor(location) }
    }

    /// What a client starts from; nil where it wants nothing, or has it already.
    func snapshot(_ request: EventRequest) async throws -> EventSnapshots.Result? {
        guard let limit = request.snapshot else { return nil }
        return try await snapshots.snapshot(of: request.filter, limit: limit)
    }

    private static func tell(_ snapshot: EventSnapshots.Result?, _ write: Answer.Writer) async throws {
        try await write(ServerSentEvent.opening)
        for document in snapshot?.documents ?? [] {
            // Without an id: until all of them have come there is no place to resume from.
            try await write(ServerSentEvent.notice(EventNotice.snapshot, document))
        }
        if let snapshot { try await write(ServerSentEvent.heartbeat(id: snapshot.cursor.text)) }
    }
}
