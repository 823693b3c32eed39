import Domain
import GatewayCore
import Messages
import RedisStreams
import ServiceRuntime

/// Lets outside signals into the streams, each as often as it is sent: copies are told by their ids, further on.
///
/// It remembers what was said under an id, so that whoever says something else under it hears that nobody would listen.
struct AlertDoor: Sendable {
    let bus: RedisBus
    let scope: MarketScope
    let isOpen: Bool

    /// Signals that may wait for a router that is away: what it takes within seconds once it is back.
    private static let waitingLimit = 10_000

    init(settings: ResolvedSettings, bus: RedisBus, scope: MarketScope) {
        self.bus = bus
        self.scope = scope
        isOpen = settings[AlertKeys.enabled]
    }

    /// When what comes now is received, by Redis' clock: one clock for all doors.
    ///
    /// - Throws: ``Problem`` where signals are not wanted.
    func receptionTime() async throws -> Timestamp {
        guard isOpen else {
            throw Problem(
                status: 403, kind: "alerts-off", title: "Outside signals are off",
                detail: "This suite takes no signals from outside: alerts.enabled is false.")
        }
        return Timestamp(milliseconds: Int64(clamping: try await bus.serverMilliseconds()))
    }

    /// Appends a signal to its shard's stream, and says so.
    ///
    /// - Throws: ``Problem`` for an instrument or interval that no bar will ever close of, and for another signal under
    ///   the id of an earlier one.
    func admit(_ alert: Alert, causedBy trace: String?) async throws -> Answer {
        try await scope.require(
            [(alert.instrument, ["body", "instrument"])], [(alert.interval, ["body", "interval"])])
        let shard = Shard(of: alert.instrument, count: bus.shardCount)
        let waiting = Int(try await bus.inspect(["XLEN", StreamKind.alerts.key(in: shard)])) ?? 0
        guard waiting < Self.waitingLimit else {
            throw Problem.unavailable("The router, for which \(waiting) outside signals wait,")
        }
        let isNew = try await remember(alert)
        try await bus.publish(
            .alertReceived(AlertReceived(alert)), to: .alerts, shard: shard, causedBy: trace)
        return .json(
            [
                "id": .text(alert.id), "status": isNew ? "accepted" : "repeated",
                "source": .text(alert.source),
                "instrument": .text(alert.instrument.description), "interval": .text(alert.interval.rawValue),
                "direction": .text(alert.direction.rawValue), "strength": .text(alert.strength.description),
                "receivedAt": .integer(alert.receivedAt.milliseconds),
            ], status: 202)
    }

    /// For how long it is known what was said under an id: as long as clients repeat what they sent.
    private static let memorySeconds = "86400"

    /// Notes what a signal says; false where the very same was said before.
    ///
    /// One that was noted and not sent, because somebody died in between, is sent by its repeat.
    private func remember(_ alert: Alert) async throws -> Bool {
        let key = CounterKind.alert.key(alert.id)
        let content = alert.content
        let noted = try await bus.inspect(["SET", key, content, "NX", "EX", Self.memorySeconds])
        guard noted.isEmpty else { return true }
        guard try await bus.inspect(["GET", key]) == content else {
            throw Problem(
                status: 409, kind: "signal-repeated", title: "This signal was sent before",
                detail:
                    "Another signal was sent under this id, and only the first of an id is heard: send this one under an "
                    + "id of its own.")
        }
        return false
    }
}
