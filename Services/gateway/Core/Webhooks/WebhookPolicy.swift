/// What became of one attempt.
public enum WebhookOutcome: Sendable, Equatable {
    /// The receiver answered.
    case answered(status: Int, retryAfterMilliseconds: Int64?)
    /// There was no answer, or none in time.
    case failed(reason: String)
    /// It cannot be sent, now or later.
    case impossible(reason: String)
}

/// What follows from it.
public enum WebhookVerdict: Sendable, Equatable {
    /// The receiver has it.
    case sent(status: Int)
    /// It is tried again.
    case retry(status: Int?, error: String, afterMilliseconds: Int64)
    /// It is given up; somebody can have it sent again.
    case dead(status: Int?, error: String)
}

/// When a delivery is tried again, and when to stop trying.
public struct WebhookPolicy: Sendable, Equatable {
    /// Attempts at one delivery, the first included.
    public var attempts: Int
    /// The wait before the second attempt; each further one doubles it.
    public var firstDelayMilliseconds: Int64
    /// The longest wait of our own choosing.
    public var longestDelayMilliseconds: Int64
    /// The longest wait a receiver can ask for.
    public var longestRetryAfterMilliseconds: Int64
    /// For how long a webhook may fail without one success before it is switched off.
    public var disableAfterMilliseconds: Int64

    /// A policy; ten attempts take about twenty minutes.
    public init(
        attempts: Int = 10, firstDelayMilliseconds: Int64 = 2_000, longestDelayMilliseconds: Int64 = 600_000,
        longestRetryAfterMilliseconds: Int64 = 3_600_000, disableAfterMilliseconds: Int64 = 86_400_000
    ) {
        self.attempts = attempts
        self.firstDelayMilliseconds = firstDelayMilliseconds
        self.longestDelayMilliseconds = longestDelayMilliseconds
        self.longestRetryAfterMilliseconds = longestRetryAfterMilliseconds
        self.disableAfterMilliseconds = disableAfterMilliseconds
    }

    /// Judges an attempt.
    ///
    /// - Parameters:
    ///   - outcome: What became of it.
    ///   - attempt: Its number, 1 for the first.
    ///   - fraction: Within `0 ... 1` and random in production, so that what failed together does not come back together.
    /// - Returns: What follows.
    public func verdict(on outcome: WebhookOutcome, attempt: Int, fraction: Double) -> WebhookVerdict {
        switch outcome {
        case .answered(let status, _) where (200..<300).contains(status): .sent(status: status)
        case .answered(let status, let retryAfter) where Self.isTransient(status):
            again(status, "the receiver answered \(status)", attempt, retryAfter, fraction)
        case .answered(let status, _) where (300..<400).contains(status):
            .dead(status: status, error: "the receiver answered \(status); redirects are not followed")
        case .answered(let status, _): .dead(status: status, error: "the receiver answered \(status)")
        case .failed(let reason): again(nil, reason, attempt, nil, fraction)
        case .impossible(let reason): .dead(status: nil, error: reason)
        }
    }

    /// Whether a webhook has to be switched off after this verdict.
    ///
    /// - Parameters:
    ///   - verdict: The latest.
    ///   - failingSince: When the first attempt after the last success failed; nil when that was this one.
    ///   - now: In milliseconds, by the same clock.
    /// - Returns: Why it has to; nil while it may go on.
    public func reasonToDisable(after verdict: WebhookVerdict, failingSince: Int64?, now: Int64) -> String? {
        switch verdict {
        case .sent: return nil
        case .dead(status: 410, _): return "the receiver answered 410: it is gone for good"
        case .retry(_, let error, _), .dead(_, let error):
            guard let failingSince, now - failingSince >= disableAfterMilliseconds else { return nil }
            return "nothing was delivered for \(disableAfterMilliseconds / 60_000) minutes; last: \(error)"
        }
    }

    /// Time-out, too early, too many, and whatever is the receiver's own fault.
    private static func isTransient(_ status: Int) -> Bool {
        [408, 425, 429].contains(status) || (500..<600).contains(status)
    }

    private func again(
        _ status: Int?, _ error: String, _ attempt: Int, _ retryAfter: Int64?, _ fraction: Double
    ) -> WebhookVerdict {
        guard attempt < attempts else {
            return .dead(status: status, error: "\(error); given up after \(attempt) attempts")
        }
        // Twenty doublings are beyond any sensible limit, and keep the product inside its range.
        let step = min(
            firstDelayMilliseconds << Int64(min(max(attempt - 1, 0), 20)), longestDelayMilliseconds)
        let own = step / 2 + Int64(Double(step - step / 2) * min(max(fraction, 0), 1))
        let asked = min(retryAfter ?? 0, longestRetryAfterMilliseconds)
        return .retry(status: status, error: error, afterMilliseconds: max(own, asked))
    }
}
