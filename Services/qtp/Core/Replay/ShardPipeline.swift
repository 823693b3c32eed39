import CipherEngineCore
import ConfirmerCore
import Domain
import ExecutorCore
public import Messages
import Pipeline
import RouterCore
import StrategyGenCore
import VolumeProfileCore

/// An entry that a stage refused, which a live deployment would have put into its dead-letter stream.
public struct RefusedEntry: Error, Equatable, Sendable {
    /// Who refused it.
    public let service: ServiceName
    /// The entry's message id.
    public let id: String
    /// Why.
    public let reason: String
}

/// The stages of one shard, joined by queues in memory where the daemons are joined by streams.
struct ShardPipeline: Sendable {
    private var router: Router
    private var cipher: CipherEngine
    private var profiler: VolumeProfiler
    private var strategies: StrategyEvaluator
    private var confirmer: Confirmer
    private var executor: Executor
    private var outbox = Outbox()
    /// What was emitted and not yet read, oldest first from ``next``.
    private var queue: [Outbox.Item] = []
    private var next = 0

    init(shard: Shard, settings: SuiteSettings) {
        router = Router(shard: shard, settings: settings.router)
        cipher = CipherEngine(shard: shard, settings: settings.cipher)
        profiler = VolumeProfiler(shard: shard, settings: settings.profile)
        strategies = StrategyEvaluator(shard: shard, settings: settings.strategy)
        confirmer = Confirmer(shard: shard, settings: settings.confirmer)
        executor = Executor(shard: shard, settings: settings.executor)
    }

    /// Takes one entry of a stream and everything that follows from it.
    ///
    /// - Parameters:
    ///   - body: The entry's message.
    ///   - stream: Where it stands.
    ///   - observe: Is shown every message that any stage published, in order.
    /// - Throws: ``RefusedEntry`` when a stage cannot take it.
    mutating func take(
        _ body: Message.Body, from stream: StreamKind, observe: (StreamKind, Message.Body) -> Void
    ) throws(RefusedEntry) {
        try deliver(body, from: stream)
        while next < queue.count {
            let item = queue[next]
            next += 1
            observe(item.stream, item.body)
            try deliver(item.body, from: item.stream)
        }
        queue.removeAll(keepingCapacity: true)
        next = 0
    }

    private mutating func deliver(_ body: Message.Body, from stream: StreamKind) throws(RefusedEntry) {
        let message = Message(body)
        for reader in stream.readers {
            do throws(Refusal) {
                switch reader {
                case .router: try router.step(message, from: stream, into: &outbox)
                case .cipherEngine: try cipher.step(message, from: stream, into: &outbox)
                case .volumeProfile: try profiler.step(message, from: stream, into: &outbox)
                case .strategyGen: try strategies.step(message, from: stream, into: &outbox)
                case .confirmer: try confirmer.step(message, from: stream, into: &outbox)
                case .executor: try executor.step(message, from: stream, into: &outbox)
                // What they read leaves the pipeline.
                case .marketFeed, .recorder, .gateway, .worker: break
                }
            } catch {
                throw RefusedEntry(service: reader, id: message.id, reason: error.reason)
            }
        }
        queue.append(contentsOf: outbox.items)
        outbox.removeAll()
    }
}
