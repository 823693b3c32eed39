import GatewayCore
import Logging
import ServiceLifecycle
import ServiceRuntime
import Synchronization

/// Sees to it that nothing stays open for longer than the right it was opened with.
///
/// A request shows its key each time; a stream of events or a socket shows it once. So whoever has something open is
/// looked at again every ``pause``: a key that was revoked, replaced or narrowed and a token that is over end what they
/// opened within 5 seconds: this pause, the age of what ``KeyRing`` remembers, and what it takes to say so.
final class LiveRights: Service {
    private static let pause = Duration.seconds(2)
    /// For how long what is open goes on while the database cannot say whether it may: longer than a restart takes, and no
    /// way around a revocation.
    private static let patience = Duration.seconds(60)

    private struct Held {
        let right: LiveRight
        var confirmedAt: ContinuousClock.Instant
    }
    private enum Standing {
        case holds
        case ended(Problem)
        /// The database does not answer.
        case unknown
    }
    private let authenticator: Authenticator
    private let logger: Logger
    private let held = Mutex<[ObjectIdentifier: Held]>([:])

    init(authenticator: Authenticator, logger: Logger) {
        self.authenticator = authenticator
        self.logger = logger
    }

    /// From now on somebody has something open.
    ///
    /// - Parameters:
    ///   - caller: who was let in.
    ///   - access: what they need for it.
    ///   - onEnd: called once, when they may no longer; not after ``release(_:)``.
    /// - Returns: the right, to be released when it is closed.
    func hold(
        _ caller: Caller, for access: Route.Access, onEnd: @escaping @Sendable (Problem) -> Void
    ) -> LiveRight {
        let right = LiveRight(caller, access, onEnd)
        held.withLock { $0[ObjectIdentifier(right)] = Held(right: right, confirmedAt: .now) }
        return right
    }

    /// It is closed.
    func release(_ right: LiveRight) {
        held.withLock { $0[ObjectIdentifier(right)] = nil }
    }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while (try? await Task.sleep(for: Self.pause)) != nil { await self.look() }
        }
    }

    private func look() async {
        var isDatabaseAway = false
        for (id, held) in held.withLock({ $0 }) {
            switch await standing(of: held.right, &isDatabaseAway) {
            case .holds: self.held.withLock { $0[id]?.confirmedAt = .now }
            case .ended(let problem): end(held.right, problem)
            case .unknown:
                guard ContinuousClock.now - held.confirmedAt > Self.patience else { continue }
                end(held.right, .unavailable("The database"))
            }
        }
    }

    private func standing(of right: LiveRight, _ isDatabaseAway: inout Bool) async -> Standing {
        // One who waited for it in vain is enough for a round.
        if isDatabaseAway, right.caller.keyID != Authenticator.configuredID { return .unknown }
        do {
            try await authenticator.caller(again: right.caller).require(right.access)
            return .holds
        } catch let problem as Problem {
            return .ended(problem)
        } catch {
            isDatabaseAway = true
            return .unknown
        }
    }

    private func end(_ right: LiveRight, _ problem: Problem) {
        let isOpen = held.withLock { $0.removeValue(forKey: ObjectIdentifier(right)) != nil }
        guard isOpen else { return }
        logger.info(
            "Connection ended with its right",
            metadata: [LogKey.key: "\(right.caller.keyID)", LogKey.error: "\(problem.kind)"])
        right.end(problem)
    }
}

/// By what right something is open.
final class LiveRight: Sendable {
    let caller: Caller
    let access: Route.Access
    private let onEnd: @Sendable (Problem) -> Void
    private let ended = Mutex<Problem?>(nil)

    fileprivate init(
        _ caller: Caller, _ access: Route.Access, _ onEnd: @escaping @Sendable (Problem) -> Void
    ) {
        self.caller = caller
        self.access = access
        self.onEnd = onEnd
    }

    /// Why it has ended; nil while it holds.
    var problem: Problem? { ended.withLock { $0 } }

    fileprivate func end(_ problem: Problem) {
        ended.withLock { $0 = problem }
        onEnd(problem)
    }
}
