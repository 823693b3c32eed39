import Bus
import Domain
import HTTP
import Logging
import MarketFeedCore
import Messages
import ServiceRuntime

/// The feed as a producer on the bus: one loop for each shard this process owns.
struct MarketFeedSource: ShardSource {
    static let service = ServiceName.marketFeed
    static let outputs: [StreamKind] = [.market, .replies]

    let settings: MarketFeedSettings
    let shardCount: Int
    let client: HTTPClient
    let logger: Logger
    private let metrics = FeedMetrics()

    /// A feed that asks the venue through `client`, of which a process needs one.
    init(settings: MarketFeedSettings, shardCount: Int, client: HTTPClient, logger: Logger) {
        self.settings = settings
        self.shardCount = shardCount
        self.client = client
        self.logger = logger
    }

    func run(_ shard: any OwnedShard) async throws {
        var logger = logger
        logger[metadataKey: LogKey.shard] = "\(shard.shard.name)"
        let feed = try ShardFeed(
            shard: shard.shard, shardCount: shardCount, settings: settings, saved: shard.savedState)
        let socket = FeedSocket(settings: settings, metrics: metrics, logger: logger)
        // A few commits' worth: enough to batch under load, little enough that the venue feels our pace.
        let inbox = FeedInbox<ShardLoop.Event>(capacity: 1024)
        let loop = ShardLoop(
            shard: shard, feed: feed, inbox: inbox, socket: socket,
            rest: VenueREST(client, settings: settings), settings: settings, metrics: metrics, logger: logger)
        try await withTaskCancellationHandler {
            try await loop.run()
        } onCancel: {
            inbox.close()
            socket.close()
        }
    }
}
