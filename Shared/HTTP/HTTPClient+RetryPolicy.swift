extension HTTPClient {
    /// When and after how long a request is sent again.
    ///
    /// Only idempotent methods ever are.
    public struct RetryPolicy: Sendable, Equatable {
        /// Statuses that pass: time-out, rate limit, and the gateways' and servers' temporary ones.
        public static let transientStatuses: Set<Int> = [408, 425, 429, 500, 502, 503, 504]

        /// Sends per request, the first included; 1 never retries.
        public var attempts: Int
        /// The wait before the first retry; each further one doubles it.
        public var firstDelay: Duration
        /// The longest wait of our own choosing.
        public var longestDelay: Duration
        /// The longest `Retry-After` that is waited for; a server that asks for more gets no retry.
        public var longestRetryAfter: Duration

        /// A policy; the defaults give up after about two seconds.
        public init(
            attempts: Int = 4, firstDelay: Duration = .milliseconds(200),
            longestDelay: Duration = .seconds(5),
            longestRetryAfter: Duration = .seconds(30)
        ) {
            self.attempts = attempts
            self.firstDelay = firstDelay
            self.longestDelay = longestDelay
            self.longestRetryAfter = longestRetryAfter
        }

        /// One send and no more.
        public static let never = Self(attempts: 1)

        /// The wait before retry number `retry` (1 is the first), between half and all of the exponential step, so that
        /// clients that failed together do not come back together.
        ///
        /// `fraction` is within `0 ... 1`, and random in production.
        public func delay(beforeRetry retry: Int, fraction: Double) -> Duration {
            // Sixteen doublings are beyond any sensible cap, and keep the product inside its range.
            let step = min(firstDelay * (1 << min(max(retry - 1, 0), 16)), longestDelay)
            return step / 2 + step / 2 * fraction
        }

        /// How long to wait before that retry; nil to take the answer or the failure as it is.
        func pause(beforeRetry retry: Int, of method: Method, retryAfter: Duration?, fraction: Double)
            -> Duration?
        {
            guard method.isIdempotent, retry < attempts else { return nil }
            guard let retryAfter else { return delay(beforeRetry: retry, fraction: fraction) }
            guard retryAfter <= longestRetryAfter else { return nil }
            return max(retryAfter, delay(beforeRetry: retry, fraction: fraction))
        }
    }
}
