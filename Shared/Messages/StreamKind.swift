public import Domain

/// The suite's streams.
///
/// Every one exists once per shard, but for those that stand in one place (``isSingle``).
///
/// `docs/streams.md` states for each one its writers, readers, ordering, retention and what a repeat does.
public enum StreamKind: String, Sendable, Hashable, Codable, CaseIterable {
    case market
    case alerts
    case bars
    case trades
    case signals
    case receipts
    case confirmed
    case orders
    case replies
    case dead
    case commands
    case routerCommands = "cmd:router"
    case marketFeedCommands = "cmd:market-feed"
    case strategyCommands = "cmd:strategy-gen"
    case executorCommands = "cmd:executor"
    case jobs
    case jobCancels = "job-cancels"
    case jobEvents = "job-events"

    /// The Redis key.
    ///
    /// The hash tag keeps all streams of a shard in one cluster slot.
    public func key(in shard: Shard) -> String {
        self == .commands ? "qtp:commands" : "qtp:{\(shard.name)}:\(rawValue)"
    }

    /// Whether there is one of it for the whole deployment, on shard 0.
    public var isSingle: Bool {
        switch self {
        case .commands, .jobs, .jobCancels: true
        case .market, .alerts, .bars, .trades, .signals, .receipts, .confirmed, .orders, .replies, .dead,
            .routerCommands, .marketFeedCommands, .strategyCommands, .executorCommands, .jobEvents:
            false
        }
    }

    /// Whether its entries are taken one by one through the consumer group, and deleted when they are done with.
    public var isWorkQueue: Bool { self == .commands || self == .jobs }

    /// The shards of a deployment of `count` on which there is such a stream.
    public func shards(of count: Int) -> [Shard] { (0..<(isSingle ? 1 : count)).map { Shard($0) } }

    /// About how many entries are kept of a stream that nobody reads to the end; nil where readers decide.
    public var lengthLimit: Int? {
        // A wish to stop a job is of use for as long as the job can wait in its queue; ten thousand outlast any queue.
        self == .jobCancels ? 10_000 : nil
    }

    /// Services that may append to it.
    public var writers: [ServiceName] {
        switch self {
        case .market: [.marketFeed]
        case .alerts: [.gateway]
        case .bars, .trades, .receipts: [.router]
        case .signals: [.router, .cipherEngine, .volumeProfile, .strategyGen]
        case .confirmed: [.confirmer]
        case .orders: [.executor]
        case .replies: [.router, .marketFeed, .strategyGen, .executor]
        case .dead: ServiceName.pipeline + [.worker]
        case .commands: [.gateway, .worker]
        case .jobs, .jobCancels: [.gateway]
        case .jobEvents: [.worker]
        case .routerCommands, .marketFeedCommands, .strategyCommands, .executorCommands: [.router]
        }
    }

    /// Services whose consumer group must have passed an entry before it may be trimmed.
    public var readers: [ServiceName] {
        switch self {
        case .market: [.router]
        case .alerts: [.router, .recorder]
        case .bars: [.cipherEngine, .volumeProfile, .strategyGen, .executor, .recorder]
        case .trades: [.volumeProfile, .recorder]
        case .signals: [.confirmer, .recorder]
        case .confirmed: [.executor, .recorder]
        case .receipts, .orders, .replies, .dead: [.recorder]
        case .commands: [.router]
        case .jobs: [.worker]
        case .jobCancels: []
        case .jobEvents: [.recorder]
        case .routerCommands: [.router, .recorder]
        case .marketFeedCommands: [.marketFeed, .recorder]
        case .strategyCommands: [.strategyGen, .recorder]
        case .executorCommands: [.executor, .recorder]
        }
    }

    /// Services that read it without a group, beside the gateway, which follows every stream.
    public var followers: [ServiceName] {
        switch self {
        // A worker looks for wishes to stop its jobs, and for what became of the backfills it asks for.
        case .jobCancels, .market, .replies: [.worker]
        case .alerts, .bars, .trades, .signals, .receipts, .confirmed, .orders, .dead, .commands,
            .routerCommands, .marketFeedCommands, .strategyCommands, .executorCommands, .jobs, .jobEvents:
            []
        }
    }

    /// Whether entries come from outside the pipeline, at a moment no replay can know: commands and outside signals.
    ///
    /// A stage snapshots its state in the very commit that takes such an entry, so a rebuild never has to guess
    /// where between two other entries it fell.
    public var isFromOutside: Bool {
        switch self {
        case .alerts, .commands, .routerCommands, .marketFeedCommands, .strategyCommands, .executorCommands,
            .jobs, .jobCancels:
            true
        case .market, .bars, .trades, .signals, .receipts, .confirmed, .orders, .replies, .dead, .jobEvents:
            false
        }
    }
}

/// A daemon, by the name of its executable; also the name of its consumer groups.
public enum ServiceName: String, Sendable, Hashable, Codable, CaseIterable {
    case gateway
    case router
    case cipherEngine = "cipher-engine"
    case volumeProfile = "volume-profile"
    case strategyGen = "strategy-gen"
    case confirmer
    case executor
    case marketFeed = "market-feed"
    case recorder
    /// Carries out jobs: `qtp work`.
    case worker

    /// The services that own shards, in the order data passes through them.
    public static let pipeline: [Self] = [
        .marketFeed, .router, .cipherEngine, .volumeProfile, .strategyGen, .confirmer, .executor, .recorder,
    ]

    /// The stream on which this service takes commands; nil where it takes none.
    public var commandStream: StreamKind? {
        switch self {
        case .router: .routerCommands
        case .marketFeed: .marketFeedCommands
        case .strategyGen: .strategyCommands
        case .executor: .executorCommands
        case .gateway, .cipherEngine, .volumeProfile, .confirmer, .recorder, .worker: nil
        }
    }
}
