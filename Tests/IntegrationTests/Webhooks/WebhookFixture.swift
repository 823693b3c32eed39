import Bus
import Domain
import FoundationEssentials
import GatewayCore
import Logging
import Messages
import Postgres
import ServiceLifecycle
import ServiceRuntime
import Webhooks

@testable import GatewayDaemon
@testable import RecorderDaemon

/// A database with webhooks, and what fills and empties its outbox.
struct WebhookFixture {
    static let shard = Shard(3)
    let database: PostgresDatabase
    let store: WebhookStore
    let vault: WebhookVault
    private let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    static func start() async throws -> WebhookFixture {
        let database = try await PostgresDatabase.migrated()
        guard let vault = WebhookVault(Secret("a secret of thirty-two characters")) else {
            preconditionFailure("a secret makes a vault")
        }
        return WebhookFixture(database: database, store: WebhookStore(pool: database.pool), vault: vault)
    }

    /// Adds a webhook for fills.
    func add(
        _ id: String, url: String, events: [WebhookEvent] = [.fillRecorded], authorization: String = "",
        format: WebhookFormat = .generic
    ) async throws {
        let target = try WebhookTarget(url: url, authorization: authorization, format: format)
        try await store.add(
            id,
            WebhookDefinition(
                label: id, format: format, filter: WebhookFilter(events: events), isEnabled: true),
            target: target, sealed: try vault.seal(target, of: id), by: "test")
    }

    /// Has the recorder store fills of these numbers; a repeat is the batch delivered again.
    func record(_ numbers: ClosedRange<Int>) async throws {
        let sink = RecorderSink(database.options, logger: logger)
        let place = EntryID(milliseconds: UInt64(numbers.upperBound), sequence: 0)
        try await sink.store(
            SinkBatch(
                shard: Self.shard, token: 1, entries: numbers.map(Self.entry), cursors: [.orders: place]))
    }

    static func entry(_ number: Int) -> StreamEntry {
        let fill = Fill(
            id: "f\(number)", clientOrderID: "q\(number)",
            instrument: InstrumentID(venue: "sim", symbol: "BTCUSDT"),
            side: .buy, price: Price(whole: 100), quantity: Quantity(whole: 1), fee: .zero,
            occurredAt: Timestamp(milliseconds: Int64(number)))
        return StreamEntry(
            stream: .orders, shard: shard, id: EntryID(milliseconds: UInt64(number), sequence: 0),
            message: Message(.fillRecorded(FillRecorded(fill))))
    }

    /// A dispatcher that allows loopback and does not like to wait.
    func dispatcher(
        _ owner: String = "one", lease: Int64 = 60_000, timeout: Duration = .seconds(5), attempts: Int = 5,
        allowsPrivateAddresses: Bool = true
    ) -> WebhookDispatcher {
        WebhookDispatcher(
            queue: WebhookQueue(pool: database.pool, owner: owner, leaseMilliseconds: lease), vault: vault,
            sender: WebhookSender(timeout: timeout, allowsPrivateAddresses: allowsPrivateAddresses),
            policy: WebhookPolicy(
                attempts: attempts, firstDelayMilliseconds: 20, longestDelayMilliseconds: 40),
            options: WebhookDispatcher.Options(poll: .milliseconds(20)), logger: logger)
    }

    /// Runs dispatchers until the condition holds, or half a minute is over.
    func run(
        _ dispatchers: [WebhookDispatcher], until isDone: @escaping @Sendable () async throws -> Bool
    ) async throws {
        let group = ServiceGroup(services: dispatchers, logger: logger)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            let deadline = ContinuousClock.now + .seconds(30)
            while try await !isDone(), ContinuousClock.now < deadline {
                try await Task.sleep(for: .milliseconds(20))
            }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }

    /// Runs dispatchers until nothing waits any more for webhooks that are enabled.
    func drain(_ dispatchers: [WebhookDispatcher]) async throws {
        try await run(dispatchers) { try await waiting() == 0 }
    }

    func waiting() async throws -> Int64 {
        try await database.count(
            "SELECT count(*) FROM webhook_deliveries JOIN webhooks USING (webhook_id) WHERE state = 'pending' AND enabled"
        )
    }

    /// How many deliveries are in a state.
    func count(_ state: String) async throws -> Int64 {
        try await database.count("SELECT count(*) FROM webhook_deliveries WHERE state = '\(state)'")
    }
}
