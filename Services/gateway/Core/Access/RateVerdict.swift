import Messages

/// What is left of a limit on requests, as the shared counter answered.
public struct RateVerdict: Sendable, Equatable {
    /// Requests a minute; as many may come at once after a quiet minute.
    public let limit: Int
    /// Requests that may go on.
    public let granted: Int
    /// Requests that may still come at once.
    public let remaining: Int
    /// Seconds until all of the limit is there again.
    public let resetSeconds: Int
    /// Seconds until the next request may go on; 0 where this one may.
    public let retrySeconds: Int

    /// Whether this request may go on.
    public var isAllowed: Bool { granted > 0 }

    /// Reads the counter's answer: granted, remaining, and the milliseconds until reset and retry; nil for any
    /// other.
    public init?(limit: Int, answer: [Int]) {
        guard answer.count == 4 else { return nil }
        self.limit = limit
        granted = answer[0]
        remaining = answer[1]
        // Rounded up: whoever comes at the second that is named is let in.
        resetSeconds = (answer[2] + 999) / 1000
        retrySeconds = answer[0] > 0 ? 0 : max(1, (answer[3] + 999) / 1000)
    }

    /// The verdict on each of so many requests that asked together, and how many more of those granted may come.
    public func shared(among count: Int) -> (verdicts: [RateVerdict], left: Int) {
        let left = max(0, granted - count)
        let verdicts = (0..<count).map { index in
            if index < granted { return one(left: granted - 1 - index) }
            // Some were granted and no more: the next comes when one more is there.
            return granted == 0 ? self : one(left: 0).refused(for: max(1, (59 + limit) / limit))
        }
        return (verdicts, left)
    }

    /// The verdict on one of the requests that were granted together; `left` of them may still come.
    public func one(left: Int) -> RateVerdict {
        RateVerdict(
            limit: limit, granted: 1, remaining: remaining + left, resetSeconds: resetSeconds, retrySeconds: 0
        )
    }

    private func refused(for seconds: Int) -> RateVerdict {
        RateVerdict(
            limit: limit, granted: 0, remaining: 0, resetSeconds: resetSeconds, retrySeconds: seconds)
    }

    private init(limit: Int, granted: Int, remaining: Int, resetSeconds: Int, retrySeconds: Int) {
        self.limit = limit
        self.granted = granted
        self.remaining = remaining
        self.resetSeconds = resetSeconds
        self.retrySeconds = retrySeconds
    }

    /// The headers clients pace themselves by (draft-ietf-httpapi-ratelimit-headers, version 7).
    public var headers: [(name: String, value: String)] {
        [
            ("RateLimit-Policy", "\(limit);w=60"), ("RateLimit-Limit", "\(limit)"),
            ("RateLimit-Remaining", "\(remaining)"), ("RateLimit-Reset", "\(resetSeconds)"),
        ] + (isAllowed ? [] : [("Retry-After", "\(retrySeconds)")])
    }

    /// What is told to somebody who comes too often; `whose` names what is counted.
    public func problem(_ whose: String) -> Problem {
        Problem(
            status: 429, kind: "rate-limit", title: "Too many requests",
            detail: "\(whose) may make \(limit) requests a minute; come again in \(retrySeconds) s.")
    }
}

/// What the shared counter counts by.
///
/// It is the generic cell rate algorithm (ITU-T I.371): each request moves a moment forward by one interval, and may
/// go on while that moment is no further ahead than the limit allows. One number is kept for each counter, nothing has
/// to be refilled, and a limit is exact over any minute.
public struct RateBucket: Sendable, Hashable {
    /// Whose requests are counted.
    public let name: String
    /// Requests a minute.
    public let limit: Int
    /// Requests that a gateway may have counted in advance, to let them in without asking; what it does not use within
    /// ``reserveLifetime`` is lost to the client.
    public let reserve: Int

    /// For how long a reserve is good.
    public static let reserveLifetime = Duration.seconds(1)
    /// Large enough that asking costs next to nothing.
    private static let largestReserve = 256

    /// The counter of a key.
    ///
    /// A reserve is what comes in a tenth of a second at the limit: nobody misses it, and below ten requests a second
    /// there is none.
    public static func key(_ id: String, limit: Int) -> RateBucket {
        RateBucket(name: "key:\(id)", limit: limit, reserve: min(limit / 600, largestReserve))
    }
    /// The counter of an address's refused keys.
    public static func failures(from address: String, limit: Int) -> RateBucket {
        RateBucket(name: "address:\(address)", limit: limit, reserve: 0)
    }

    private init(name: String, limit: Int, reserve: Int) {
        self.name = name
        self.limit = limit
        self.reserve = reserve
    }

    /// The Redis key.
    public var key: String { CounterKind.rate.key(name) }
    /// Microseconds that one request is worth, those that all of the limit is worth, and how many are asked for.
    public func arguments(for count: Int) -> [String] {
        let interval = max(1, 60_000_000 / limit)
        return [String(interval), String(interval * limit), String(count)]
    }
}
