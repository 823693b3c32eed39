/// What is left of a limit on requests, as the shared counter answered.
public struct RateVerdict: Sendable, Equatable {
    /// Requests a minute; as many may come at once after a quiet minute.
    public let limit: Int
    /// Whether this request may go on.
    public let isAllowed: Bool
    /// Requests that may still come at once.
    public let remaining: Int
    /// Seconds until all of the limit is there again.
    public let resetSeconds: Int
    /// Seconds until the next request may go on; 0 where this one may.
    public let retrySeconds: Int

    /// Reads the counter's answer: allowed (1 or 0), remaining, and the milliseconds until reset and retry; nil for any
    /// other.
    public init?(limit: Int, answer: [Int]) {
        guard answer.count == 4 else { return nil }
        self.limit = limit
        isAllowed = answer[0] == 1
        remaining = answer[1]
        // Rounded up: whoever comes at the second that is named is let in.
        resetSeconds = (answer[2] + 999) / 1000
        retrySeconds = isAllowed ? 0 : max(1, (answer[3] + 999) / 1000)
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
public struct RateBucket: Sendable, Equatable {
    /// Whose requests are counted.
    public let name: String
    /// Requests a minute.
    public let limit: Int

    /// The counter of a key.
    public static func key(_ id: String, limit: Int) -> RateBucket {
        RateBucket(name: "key:\(id)", limit: limit)
    }
    /// The counter of an address's refused keys.
    public static func failures(from address: String, limit: Int) -> RateBucket {
        RateBucket(name: "address:\(address)", limit: limit)
    }

    private init(name: String, limit: Int) {
        self.name = name
        self.limit = limit
    }

    /// The Redis key.
    public var key: String { "qtp:rate:\(name)" }
    /// Microseconds that one request is worth, and those that all of the limit is worth.
    public var arguments: [String] {
        let interval = max(1, 60_000_000 / limit)
        return [String(interval), String(interval * limit)]
    }
}
