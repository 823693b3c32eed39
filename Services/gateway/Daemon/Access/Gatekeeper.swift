import Bus
import GatewayCore
import ServiceRuntime

/// Lets requests in: who asks, and whether they ask too often.
struct Gatekeeper: Sendable {
    /// Somebody who was let in.
    struct Admitted: Sendable {
        let caller: Caller
        /// What to tell them about their limit.
        let headers: [(name: String, value: String)]
    }
    /// What somebody shows.
    enum Credential {
        /// In a header or a message, where keys and tokens belong; nil for nothing.
        case key(String?)
        /// In an address, where only a token may stand.
        case token(String)
    }
    private let authenticator: Authenticator
    private let limiter: RateLimiter
    private let requestsPerMinute: Int
    private let failuresPerMinute: Int
    let trustedProxies: Int

    init(authenticator: Authenticator, limiter: RateLimiter, settings: ResolvedSettings) {
        self.authenticator = authenticator
        self.limiter = limiter
        requestsPerMinute = settings[AccessKeys.requestsPerMinute]
        failuresPerMinute = settings[AccessKeys.failuresPerMinute]
        trustedProxies = settings[AccessKeys.trustedProxies]
    }

    /// Lets a request in that needs a key.
    ///
    /// While Redis is away nobody can count. Reads then go on: they are what somebody needs who looks after a broken
    /// suite, and what they load is bounded elsewhere. Changes are refused, so that no limit can be walked around by
    /// breaking the counter.
    ///
    /// - Throws: ``Refusal`` of 401 without a valid key, 429 too often, 503 for a change nobody can count; errors of the
    ///   database as they are.
    func admit(
        presenting key: String?, from address: @autoclosure () -> String, toChange isMutation: Bool
    ) async throws -> Admitted {
        try await admit(.key(key), from: address(), toChange: isMutation)
    }

    /// Lets a request in by a key or by a token alone.
    ///
    /// - Throws: as ``admit(presenting:from:toChange:)``.
    func admit(
        _ credential: Credential, from address: @autoclosure () -> String, toChange isMutation: Bool
    ) async throws -> Admitted {
        let caller: Caller
        do {
            caller =
                switch credential {
                case .key(let key): try await authenticator.caller(presenting: key)
                case .token(let token): try await authenticator.caller(presentingToken: token)
                }
        } catch let problem as Problem {
            throw try await refusal(problem, from: address())
        }
        return Admitted(caller: caller, headers: try await count(caller, toChange: isMutation))
    }

    /// Counts one more request of somebody who was let in.
    ///
    /// - Returns: what to tell them about their limit.
    /// - Throws: as ``admit(presenting:from:toChange:)``.
    @discardableResult
    func count(_ caller: Caller, toChange isMutation: Bool) async throws -> [(name: String, value: String)] {
        let limit = caller.limits.requestsPerMinute ?? requestsPerMinute
        guard limit > 0 else { return [] }
        let verdict: RateVerdict
        do {
            verdict = try await limiter.take(.key(caller.keyID, limit: limit))
        } catch is BusError where !isMutation {
            return []
        }
        guard verdict.isAllowed else {
            throw Refusal(problem: verdict.problem("This key"), headers: verdict.headers)
        }
        return verdict.headers
    }

    /// Only refused keys are counted by address: many users may share one, and the right key among them is let in.
    private func refusal(_ problem: Problem, from address: String) async throws -> Refusal {
        let bucket = RateBucket.failures(from: address, limit: failuresPerMinute)
        guard let verdict = try? await limiter.take(bucket), !verdict.isAllowed else {
            return Refusal(problem: problem, headers: [])
        }
        return Refusal(
            problem: verdict.problem("Requests without a valid key from this address"),
            headers: verdict.headers)
    }
}

/// A problem and the headers it is told with.
struct Refusal: Error {
    let problem: any Error
    let headers: [(name: String, value: String)]
}
