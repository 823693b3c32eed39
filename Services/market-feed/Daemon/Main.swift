import Bus
import DaemonShell
import Domain
import HTTP
import MarketFeedCore
import Messages
import RedisStreams
import ServiceRuntime

@main enum Main {
    static func main() async {
        await Daemon.main(.marketFeed) { context in
            let bus = context.redisBus()
            let settings = MarketFeedSettings(configuration: context.settings)
            try RefusedSettings.check(settings.problems)
            // The rules of a large venue's every symbol are some twenty megabytes.
            let client = HTTPClient(.init(timeout: .seconds(20), maximumBodyBytes: 64 * 1024 * 1024))
            let source = MarketFeedSource(
                settings: settings, shardCount: bus.shardCount, client: client, logger: context.logger)
            let options = context.stageOptions
            return DaemonPlan(
                dependencies: [context.dependency(on: bus)],
                services: [BusService(on: bus) { try await $0.runSource(source, options: options) }])
        }
    }
}

extension MarketFeedSettings {
    init(configuration settings: ResolvedSettings) {
        let start = settings[FeedKeys.start]
        self.init(
            venue: settings[MarketKeys.venueName],
            restURL: settings[MarketKeys.restURL].withoutSlash,
            webSocketURL: settings[MarketKeys.webSocketURL].withoutSlash,
            instruments: settings[MarketKeys.instruments],
            // The schema refuses an empty list.
            interval: settings[MarketKeys.intervals].first ?? .thirtyMinutes,
            coverage: settings[FeedKeys.trades].coverage,
            start: start < 0
                ? .bars(settings[FeedKeys.historyBars]) : .time(Timestamp(milliseconds: Int64(start))),
            silenceMilliseconds: Int64(settings[FeedKeys.silence]))
    }
}

extension ConnectionURL {
    /// The address to put a path behind.
    fileprivate var withoutSlash: String { revealed.hasSuffix("/") ? String(revealed.dropLast()) : revealed }
}

extension FeedTrades {
    fileprivate var coverage: TradeCoverage {
        switch self {
        case .all: .all
        case .live: .live
        case .none: .none
        }
    }
}
