import Bus
import Domain
import GatewayCore
import Messages

/// How far every service is, gathered from its shards and streams.
enum StatusView {
    static func json(_ statuses: [StageStatus], shards: Int) -> JSONValue {
        [
            "shards": .integer(Int64(shards)),
            "services": .array(
                ServiceName.pipeline.map { service in json(service, statuses.filter { $0.service == service })
                }),
        ]
    }

    private static func json(_ service: ServiceName, _ statuses: [StageStatus]) -> JSONValue {
        let owned = Set(statuses.filter { $0.owner != nil }.map(\.shard))
        let owners = Set(statuses.compactMap(\.owner)).sorted()
        let last = statuses.map(\.cursor).max().flatMap { $0 == .zero ? nil : $0 }
        let streams = StreamKind.allCases.filter { stream in statuses.contains { $0.stream == stream } }
        return [
            "service": .text(service.rawValue), "ownedShards": .integer(Int64(owned.count)),
            "owners": .array(owners.map { .text($0) }), "lag": .integer(lag(statuses)),
            "lastEventAt": last.map { .integer(Int64(clamping: $0.milliseconds)) } ?? .null,
            "streams": .array(
                streams.map { stream in
                    let own = statuses.filter { $0.stream == stream }
                    return [
                        "stream": .text(stream.rawValue), "lag": .integer(lag(own)),
                        "length": .integer(own.reduce(0) { $0 + Int64($1.length) }),
                    ]
                }),
        ]
    }

    private static func lag(_ statuses: [StageStatus]) -> Int64 {
        statuses.reduce(0) { $0 + Int64($1.lag ?? 0) }
    }
}
