import GatewayCore
import Synchronization

/// Requests that the shared counter has granted this gateway and that have not come yet.
final class RateReserves: Sendable {
    private struct Reserve {
        let verdict: RateVerdict
        var left: Int
        let until: ContinuousClock.Instant
    }
    private let reserves = Mutex<[RateBucket: Reserve]>([:])
    /// Counters that are remembered; beyond them those are forgotten whose time is over.
    private static let limit = 4_096

    /// Lets one request in; nil where the counter has to be asked.
    func take(_ bucket: RateBucket) -> RateVerdict? {
        reserves.withLock { reserves in
            guard let reserve = reserves[bucket] else { return nil }
            guard reserve.left > 0, ContinuousClock.now < reserve.until else {
                reserves[bucket] = nil
                return nil
            }
            reserves[bucket]?.left -= 1
            return reserve.verdict.one(left: reserve.left - 1)
        }
    }

    /// Keeps what the counter granted beyond what was asked for at once, in the place of what is left of it.
    func put(_ verdict: RateVerdict, _ count: Int, _ bucket: RateBucket) {
        let now = ContinuousClock.now
        reserves.withLock { reserves in
            if reserves.count >= Self.limit { reserves = reserves.filter { now < $0.value.until } }
            reserves[bucket] = Reserve(verdict: verdict, left: count, until: now + RateBucket.reserveLifetime)
        }
    }
}
