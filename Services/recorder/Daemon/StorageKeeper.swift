import Logging
import Postgres
import ServiceLifecycle
import ServiceRuntime
import TradeRecords

/// Keeps candles made from trades up to date, and lets go of what is too old.
struct StorageKeeper: Service {
    /// Policies hardly change, and a day's rows are no more after an hour.
    private static let retentionEvery = Duration.seconds(3_600)
    /// A stretch of a busy week, on a slow disk.
    private static let longestStatement = 600_000

    private let pool: PostgresPool
    private let candles: TradeCandles
    private let retention: Retention
    private let pause: Duration
    private let logger: Logger

    /// A keeper with a connection of its own, so that it holds up no batch.
    init(_ database: PostgresOptions, settings: ResolvedSettings, logger: Logger) {
        var options = database
        options.connections = 1
        options.statementTimeoutMilliseconds = Self.longestStatement
        pool = PostgresPool(options, logger: logger)
        candles = TradeCandles(pool)
        retention = Retention(settings)
        pause = .milliseconds(settings[StorageKeys.candlePause])
        self.logger = logger
    }

    func run() async throws {
        try? await cancelWhenGracefulShutdown {
            var retainedAt: ContinuousClock.Instant?
            while true {
                await attempt("Candles could not be made") { try await candles.refresh() }
                if retainedAt.map({ $0.duration(to: .now) >= Self.retentionEvery }) ?? true {
                    retainedAt = .now
                    await attempt("Old history could not be let go") { try await retention.enforce(on: pool) }
                }
                try await Task.sleep(for: pause)
            }
        }
    }

    /// The next turn tries again.
    private func attempt(_ failure: Logger.Message, _ work: () async throws -> Void) async {
        do {
            try await work()
        } catch PostgresError.unavailable {
            // The recorder itself tells that the database is away.
        } catch {
            logger.warning(failure, metadata: [LogKey.error: "\(error)"])
        }
    }
}

extension Retention {
    /// What the configuration says.
    init(_ settings: ResolvedSettings) {
        func days(_ key: Setting<Int>) -> Int? { settings[key] == 0 ? nil : settings[key] }
        self.init(
            tables: [
                Table(name: "bars", timeColumn: "opened_at", keepDays: days(StorageKeys.keepBars)),
                Table(name: "trades", timeColumn: "occurred_at", keepDays: days(StorageKeys.keepTrades)),
                Table(name: "signals", timeColumn: "opened_at", keepDays: days(StorageKeys.keepSignals)),
                Table(name: "decisions", timeColumn: "opened_at", keepDays: days(StorageKeys.keepDecisions)),
            ], compressAfterDays: days(StorageKeys.compressAfter))
    }
}
