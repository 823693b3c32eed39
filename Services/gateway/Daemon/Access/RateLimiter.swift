import Bus
import GatewayCore
import Logging
import RedisStreams
import ServiceRuntime
import Synchronization

/// Counts requests for all gateways together, in Redis.
final class RateLimiter: Sendable {
    private let batcher: Batcher<RateBucket, RateVerdict?>
    private let reserves: RateReserves
    private let outage = Mutex<ContinuousClock.Instant?>(nil)
    private let logger: Logger

    /// Redis' own clock counts, so that gateways' clocks may differ.
    ///
    /// KEYS bucket. ARGV microseconds of one request and of the whole limit, and how many are asked for. Answers how many
    /// are granted, remaining, and milliseconds until all is there again and until the next may come.
    private static let script = RedisScript(
        """
        local time = redis.call('TIME')
        local now = time[1] * 1000000 + time[2]
        local interval, span, wanted = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
        local ahead = math.max(tonumber(redis.call('GET', KEYS[1]) or 0), now) - now
        local granted = math.min(wanted, math.floor((span - ahead) / interval))
        if granted < 1 then
            return {0, 0, math.ceil(ahead / 1000), math.ceil((ahead + interval - span) / 1000)}
        end
        ahead = ahead + granted * interval
        redis.call('SET', KEYS[1], string.format('%.0f', now + ahead), 'PX', math.ceil(ahead / 1000))
        return {granted, math.floor((span - ahead) / interval), math.ceil(ahead / 1000), 0}
        """)
    /// A batch larger than this would hold up the server's other clients.
    private static let largestBatch = 256
    /// For how long Redis is not asked again after it did not answer; a request should not wait for that each time.
    private static let pause = Duration.milliseconds(500)

    init(bus: RedisBus, logger: Logger) {
        self.logger = logger
        let reserves = RateReserves()
        self.reserves = reserves
        batcher = Batcher(limit: Self.largestBatch) { buckets in
            let demand = Dictionary(buckets.map { ($0, 1) }, uniquingKeysWith: +)
            let calls = demand.map { bucket, count in
                RedisScript.Call(keys: [bucket.key], arguments: bucket.arguments(for: count + bucket.reserve))
            }
            let answers = try await bus.evaluate(Self.script, calls)
            var verdicts: [RateBucket: ArraySlice<RateVerdict>] = [:]
            for (asked, answer) in zip(demand, answers) {
                guard let verdict = RateVerdict(limit: asked.key.limit, answer: answer) else { continue }
                let shared = verdict.shared(among: asked.value)
                verdicts[asked.key] = shared.verdicts[...]
                if shared.left > 0 { reserves.put(verdict, shared.left, asked.key) }
            }
            return buckets.map { verdicts[$0]?.popFirst() }
        }
    }

    /// Counts one request.
    ///
    /// - Throws: ``BusError/unavailable(reason:)`` while Redis is away.
    func take(_ bucket: RateBucket) async throws -> RateVerdict {
        if let verdict = reserves.take(bucket) { return verdict }
        let isAway = outage.withLock { until in until.map { ContinuousClock.now < $0 } ?? false }
        if isAway { throw BusError.unavailable(reason: "did not answer a moment ago") }
        do {
            guard let verdict = try await batcher.ask(bucket) else {
                throw BusError.unavailable(reason: "the counter's answer is none")
            }
            let wasAway = outage.withLock { until in
                defer { until = nil }
                return until != nil
            }
            if wasAway { logger.info("Requests are counted again") }
            return verdict
        } catch {
            let isFirst = outage.withLock { until in
                defer { until = .now + Self.pause }
                return until == nil
            }
            if isFirst {
                logger.warning(
                    "Requests cannot be counted; reads go on, changes are refused",
                    metadata: [LogKey.error: "\(error)"])
            }
            throw error
        }
    }
}
