import Bus
import Domain
import GatewayCore
import Messages

/// How far every service is, gathered from its shards and streams.
enum StatusView {
    static func json(_ statuses: [StageStatus], shards: Int, jobs: JobQueueState) -> JSONValue {
        [
            "shards": .integer(Int64(shards)),
            "services": .array(ServiceName.pipeline.map { json($0, among: statuses) }),
            "jobs": [
                "waiting": .integer(Int64(jobs.waiting)), "running": .integer(Int64(jobs.running)),
                "oldestWaitingSince": jobs.oldestWaiting.map { .integer(Int64(clamping: $0.milliseconds)) }
                    ?? .null,
                "deadLetters": .integer(Int64(jobs.deadLetters)),
            ],
        ]
    }

    private static func json(_ service: ServiceName, among statuses: [StageStatus]) -> JSONValue {
        let own = statuses.filter { $0.service == service }
        let shards = Set(own.map(\.shard)).sorted()
        let owners = Set(own.compactMap(\.owner)).sorted()
        let streams = StreamKind.allCases.filter { stream in own.contains { $0.stream == stream } }
        return [
            "service": .text(service.rawValue),
            "ownedShards": .integer(Int64(Set(own.filter { $0.owner != nil }.map(\.shard)).count)),
            "owners": .array(owners.map { .text($0) }),
            "lag": lag(own), "pending": sum(own, \.pending), "deadLetters": sum(own, \.deadLetters),
            "lastEventAt": lastEvent(of: service, own, among: statuses),
            "streams": .array(
                streams.map { stream in
                    let part = own.filter { $0.stream == stream }
                    return [
                        "stream": .text(stream.rawValue), "lag": lag(part), "pending": sum(part, \.pending),
                        "deadLetters": sum(part, \.deadLetters), "length": sum(part, \.length),
                    ]
                }),
            "assignments": .array(
                shards.map { shard in
                    let part = own.filter { $0.shard == shard }
                    let here = statuses.filter { $0.shard == shard }
                    return [
                        "shard": .integer(Int64(shard.index)), "owner": .text(part.compactMap(\.owner).first),
                        "lag": lag(part), "lastEventAt": lastEvent(of: service, part, among: here),
                    ]
                }),
        ]
    }

    private static func lag(_ statuses: [StageStatus]) -> JSONValue {
        statuses.lag.map { .integer(Int64($0)) } ?? .null
    }

    private static func sum(_ statuses: [StageStatus], _ number: (StageStatus) -> Int) -> JSONValue {
        .integer(statuses.reduce(0) { $0 + Int64(number($1)) })
    }

    /// What a service took last; for the feed, which takes from outside, also what it brought last.
    private static func lastEvent(
        of service: ServiceName, _ own: [StageStatus], among statuses: [StageStatus]
    ) -> JSONValue {
        let brought =
            service == .marketFeed ? statuses.filter { $0.stream == .market }.map(\.lastAdded) : []
        guard let last = (own.map(\.cursor) + brought).max(), last != .zero else { return .null }
        return .integer(Int64(clamping: last.milliseconds))
    }
}
