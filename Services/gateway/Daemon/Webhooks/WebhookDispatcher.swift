import FoundationEssentials
import GatewayCore
import Logging
import Messages
import Postgres
import ServiceLifecycle
import ServiceRuntime
import Synchronization

/// Sends what waits, for as many webhooks at a time as are allowed; one of any number of its kind.
///
/// A webhook's deliveries go out in their order, one after the other: one that fails holds up those behind it until it is sent or
/// given up. Killed between sending and writing it down, it leaves a delivery that is sent again under the same id.
struct WebhookDispatcher: Service {
    private let queue: WebhookQueue
    private let vault: WebhookVault
    private let sender: WebhookSender
    private let policy: WebhookPolicy
    private let metrics = WebhookMetrics()
    private let options: Options
    private let logger: Logger

    /// How it works.
    struct Options: Sendable {
        /// Webhooks that are worked on at a time.
        var concurrency = 8
        /// How often new deliveries are looked for.
        var poll = Duration.milliseconds(500)
        /// For how long deliveries that are done are kept.
        var keep = Duration.seconds(14 * 86_400)
    }

    /// A dispatcher as it is configured.
    init(
        _ settings: ResolvedSettings, vault: WebhookVault, pool: PostgresPool, instance: String,
        logger: Logger
    ) {
        let timeout = Int64(settings[WebhookKeys.timeout])
        self.init(
            // An attempt ends long before the lease it was made under.
            queue: WebhookQueue(pool: pool, owner: instance, leaseMilliseconds: 3 * timeout + 30_000),
            vault: vault, sender: WebhookSender(settings),
            policy: WebhookPolicy(
                attempts: settings[WebhookKeys.attempts],
                firstDelayMilliseconds: Int64(settings[WebhookKeys.firstDelay]),
                disableAfterMilliseconds: Int64(settings[WebhookKeys.disableAfter]) * 60_000),
            options: Options(
                concurrency: settings[WebhookKeys.concurrency],
                poll: .milliseconds(settings[WebhookKeys.poll]),
                keep: .seconds(settings[WebhookKeys.keepDays] * 86_400)),
            logger: logger)
    }

    init(
        queue: WebhookQueue, vault: WebhookVault, sender: WebhookSender, policy: WebhookPolicy,
        options: Options, logger: Logger
    ) {
        self.queue = queue
        self.vault = vault
        self.sender = sender
        self.policy = policy
        self.options = options
        self.logger = logger
    }

    /// Deliveries sent for a webhook before others get their turn.
    private static let turn = 64

    func run() async throws {
        await withDiscardingTaskGroup { group in
            let working = Working()
            group.addTask { await self.observe() }
            while !Task.isShuttingDownGracefully, !Task.isCancelled {
                let free = options.concurrency - working.count
                let claims = free > 0 ? await claim(atMost: free) : []
                for claim in claims {
                    working.begin()
                    group.addTask {
                        await self.work(on: claim)
                        working.end()
                    }
                }
                // Those that are busy have more; whoever is free looks again after a pause.
                if claims.isEmpty || claims.count == free { await pause(options.poll) }
            }
        }
    }

    private func claim(atMost count: Int) async -> [WebhookQueue.Claim] {
        do {
            return try await queue.claim(atMost: count)
        } catch {
            await complain(error)
            return []
        }
    }

    /// Sends a webhook's deliveries until none is due, one fails, or its turn is over.
    private func work(on claim: WebhookQueue.Claim) async {
        do {
            let target = vault.open(claim.sealedTarget, of: claim.webhookID)
            for _ in 0..<Self.turn where !Task.isShuttingDownGracefully {
                guard let delivery = try await queue.next(of: claim) else { break }
                let verdict = try await deliver(delivery, to: target, under: claim)
                if case .retry = verdict { break }
            }
            try await queue.release(claim)
        } catch {
            // The lease ends by itself, and whoever claims the webhook then goes on from here.
            await complain(error)
        }
    }

    private func deliver(
        _ delivery: WebhookQueue.Delivery, to target: WebhookTarget?, under claim: WebhookQueue.Claim
    ) async throws -> WebhookVerdict {
        guard let target else {
            let verdict = WebhookVerdict.retry(status: nil, error: Self.unreadable, afterMilliseconds: 0)
            try await queue.record(verdict, of: delivery, under: claim, disablingFor: Self.unreadable)
            return verdict
        }
        let outcome = await attempt(delivery, to: target, under: claim)
        let verdict = policy.verdict(
            on: outcome, attempt: delivery.attempts + 1, fraction: .random(in: 0...1))
        let reason = policy.reasonToDisable(
            after: verdict, failingSince: delivery.failingSince, now: delivery.now)
        try await queue.record(verdict, of: delivery, under: claim, disablingFor: reason)
        metrics.count(verdict)
        if let reason {
            logger.warning(
                "Webhook switched off",
                metadata: [LogKey.webhook: "\(claim.webhookID)", LogKey.error: "\(reason)"])
        } else if case .dead(_, let error) = verdict {
            logger.warning(
                "Delivery given up",
                metadata: [
                    LogKey.webhook: "\(claim.webhookID)", LogKey.delivery: "\(delivery.id)",
                    LogKey.error: "\(error)",
                ])
        }
        return verdict
    }

    private static let unreadable =
        "its address was sealed under another gateway.webhooks.secret; set url and authorization again"

    private func attempt(
        _ delivery: WebhookQueue.Delivery, to target: WebhookTarget, under claim: WebhookQueue.Claim
    ) async -> WebhookOutcome {
        guard let fields = try? JSONDecoder().decode([String].self, from: Data(delivery.message.utf8)),
            let message = try? Message(decoding: fields),
            let body = WebhookBody(
                message, as: claim.format, deliveryID: delivery.id, chat: target.chat)
        else { return .impossible(reason: "the event is none this build can read") }
        return await sender.send(
            WebhookSender.Parcel(
                deliveryID: delivery.id, eventID: delivery.eventID, body: body, url: target.url,
                authorization: target.authorization,
                signingKey: vault.signingKey(of: claim.webhookID, version: claim.secretVersion),
                attempt: delivery.attempts + 1)
        ).outcome
    }

    /// Tells how much waits, and sweeps what is done.
    private func observe() async {
        var turns = 0
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            do {
                let backlog = try await queue.backlog()
                metrics.observe(pending: backlog.pending, oldestMilliseconds: backlog.oldestMilliseconds)
                // Every minute or so, and in bites: nobody waits for it, and nobody should have to wait because of it.
                if turns % 6 == 0 {
                    _ = try await queue.sweep(
                        olderThanMilliseconds: options.keep.components.seconds * 1_000, atMost: 5_000)
                }
            } catch {
                await complain(error)
            }
            turns += 1
            await pause(.seconds(10))
        }
    }

    /// The database is away, or refuses: nothing is lost, and it is tried again after a pause.
    private func complain(_ error: any Error) async {
        if case PostgresError.unavailable = error { return await pause(.seconds(1)) }
        if error is CancellationError { return }
        logger.error("Webhooks cannot be worked on", metadata: [LogKey.error: "\(error)"])
        await pause(.seconds(5))
    }

    /// Waits, unless the process is told to stop.
    private func pause(_ duration: Duration) async {
        // Its only error is that it was cut short, which the loops see by themselves.
        try? await cancelWhenGracefulShutdown { try await Task.sleep(for: duration) }
    }

    /// How many webhooks this dispatcher works on.
    private final class Working: Sendable {
        private let value = Mutex(0)
        var count: Int { value.withLock { $0 } }
        func begin() { value.withLock { $0 += 1 } }
        func end() { value.withLock { $0 -= 1 } }
    }
}
