import Domain
import GatewayCore
import Messages
import Postgres
import RedisStreams
import ServiceRuntime

/// Lets outside signals into the streams, and remembers nothing: copies are told by their ids, further on.
struct AlertDoor: Sendable {
    let bus: RedisBus
    let pool: PostgresPool
    let isOpen: Bool
    /// Bars the suite works with.
    let intervals: [Interval]

    /// Signals that may wait for a router that is away: what it takes within seconds once it is back.
    private static let waitingLimit = 10_000

    init(settings: ResolvedSettings, bus: RedisBus, pool: PostgresPool) {
        self.bus = bus
        self.pool = pool
        isOpen = settings[AlertKeys.enabled]
        intervals = settings[MarketKeys.intervals]
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
    /// - Throws: ``Problem`` for an instrument or interval that no bar will ever close of.
    func admit(_ alert: Alert, causedBy trace: String?) async throws -> Answer {
        guard intervals.contains(alert.interval) else {
            let known = intervals.map(\.rawValue).joined(separator: ", ")
            throw Problem.invalid([
                .init(
                    ["body", "interval"], "must be one the suite works with: \(known)", kind: "value_error")
            ])
        }
        let listed = try await pool.query(
            "SELECT 1 AS found FROM instruments WHERE instrument = $1",
            [PostgresValue(alert.instrument.description)])
        guard listed.first != nil else {
            throw Problem.invalid([
                .init(
                    ["body", "instrument"],
                    "must be an instrument the suite works with; GET /v1/instruments lists them",
                    kind: "value_error", input: .text(alert.instrument.description))
            ])
        }
        let shard = Shard(of: alert.instrument, count: bus.shardCount)
        let waiting = Int(try await bus.inspect(["XLEN", StreamKind.alerts.key(in: shard)])) ?? 0
        guard waiting < Self.waitingLimit else {
            throw Problem.unavailable("The router, for which \(waiting) outside signals wait,")
        }
        try await bus.publish(
            .alertReceived(AlertReceived(alert)), to: .alerts, shard: shard, causedBy: trace)
        return .json(
            [
                "id": .text(alert.id), "status": "accepted", "source": .text(alert.source),
                "instrument": .text(alert.instrument.description), "interval": .text(alert.interval.rawValue),
                "direction": .text(alert.direction.rawValue), "strength": .text(alert.strength.description),
                "receivedAt": .integer(alert.receivedAt.milliseconds),
            ], status: 202)
    }
}
