import Bus
import Domain
import Messages
import OperatorCore
import Postgres
import RedisStreams
import ServiceRuntime

/// Looks at a suite from outside, again and again: at the streams each time, at the database now and then.
struct SuiteObserver {
    /// One service's way through one stream.
    private struct Way: Hashable {
        let service: ServiceName
        let stream: StreamKind
    }

    /// What is asked of the database costs it more than a look at the streams.
    private static let tradingPause = Duration.seconds(5)

    private let bus: RedisBus
    private let pool: PostgresPool
    private let tradedInterval: Interval
    /// Entries taken at the look before, and when that was.
    private var before: (at: ContinuousClock.Instant, taken: [Way: Int])?
    private var trading: SuitePicture.Trading?
    private var nextTrading = ContinuousClock.now

    init(_ settings: ResolvedSettings) throws {
        bus = RedisBus(settings)
        pool = try .forOperator(settings)
        tradedInterval = settings[ExecutorKeys.interval]
    }

    /// The suite now.
    mutating func look() async throws -> SuitePicture {
        let statuses = try await bus.status()
        let now = ContinuousClock.now
        let taken = Self.taken(statuses)
        let rates = rates(of: taken, at: now)
        before = (now, taken)
        let queue = try await JobQueueState(statuses, on: bus)
        if now >= nextTrading {
            trading = try? await SuiteTrading(pool: pool, interval: tradedInterval).read()
            nextTrading = .now + Self.tradingPause
        }
        let waited = queue.oldestWaiting.map { Int(Self.seconds(since: $0)) }
        return SuitePicture(
            shards: bus.shardCount,
            services: ServiceName.pipeline.compactMap { service(of: $0, statuses, rates) },
            jobs: SuitePicture.Jobs(
                running: queue.running, waiting: queue.waiting, oldestWaitingSeconds: waited),
            trading: trading)
    }

    private func service(
        of name: ServiceName, _ statuses: [StageStatus], _ rates: [Way: Double]
    ) -> SuitePicture.Service? {
        let own = statuses.filter { $0.service == name }
        guard !own.isEmpty else { return nil }
        let streams = StreamKind.allCases.filter { stream in own.contains { $0.stream == stream } }
        let ways = name == .marketFeed ? [Self.brought] : streams.map { Way(service: name, stream: $0) }
        let known = ways.compactMap { rates[$0] }
        return SuitePicture.Service(
            service: name.rawValue, shards: Set(own.filter { $0.owner != nil }.map(\.shard)).count,
            instances: Set(own.compactMap(\.owner)).sorted(), lag: own.lag,
            secondsBehind: own.map(\.secondsBehind).max() ?? 0,
            perSecond: known.isEmpty ? nil : known.reduce(0, +),
            pending: own.reduce(0) { $0 + $1.pending },
            oldestPendingSeconds: own.compactMap(\.oldestUnfinished).min().map(Self.seconds(since:)),
            deadLetters: own.reduce(0) { $0 + $1.deadLetters },
            streams: streams.map { stream in
                let part = own.filter { $0.stream == stream }
                return SuitePicture.Stream(
                    stream: stream.rawValue, lag: part.lag, length: part.reduce(0) { $0 + $1.length },
                    perSecond: rates[Way(service: name, stream: stream)])
            })
    }

    // MARK: Rates

    /// What the feed brings is what there is for its first reader, taken or not.
    private static let brought = Way(service: .marketFeed, stream: .market)

    private static func taken(_ statuses: [StageStatus]) -> [Way: Int] {
        var sums: [Way: Int] = [:]
        var unknown: Set<Way> = []
        for status in statuses {
            let way = Way(service: status.service, stream: status.stream)
            // Of a group that has taken nothing yet Redis does not tell how much that was.
            guard let taken = status.cursor == .zero ? 0 : status.taken else {
                unknown.insert(way)
                continue
            }
            sums[way, default: 0] += taken
            guard status.stream == .market, let lag = status.lag else { continue }
            sums[brought, default: 0] += taken + lag
        }
        return sums.filter { !unknown.contains($0.key) }
    }

    private func rates(of taken: [Way: Int], at now: ContinuousClock.Instant) -> [Way: Double] {
        guard let before else { return [:] }
        let seconds = (now - before.at) / .seconds(1)
        guard seconds > 0 else { return [:] }
        var rates: [Way: Double] = [:]
        for (way, count) in taken {
            // Fewer than before: somebody moved the group back.
            guard let earlier = before.taken[way], count >= earlier else { continue }
            rates[way] = Double(count - earlier) / seconds
        }
        return rates
    }

    private static func seconds(since id: EntryID) -> Double {
        Double(max(Timestamp.now.milliseconds - Int64(clamping: id.milliseconds), 0)) / 1_000
    }
}
