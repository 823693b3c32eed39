import Domain
public import Messages

/// The whole pipeline inside one process: the very cores of the daemons, fed with recorded market data.
///
/// There is no clock, no server and no concurrency in it, so its results are the reference that a deployment of any
/// number of replicas must reproduce byte for byte.
public struct Replay: Sendable {
    private let settings: SuiteSettings
    private var shards: [Int: ShardPipeline] = [:]
    /// What the stages have published so far.
    public private(set) var results = Results()
    /// Base bars taken in.
    public private(set) var barCount = 0
    /// Trades taken in.
    public private(set) var tradeCount = 0

    /// A pipeline that has seen nothing.
    public init(_ settings: SuiteSettings) { self.settings = settings }

    /// Takes one message of the market, or an outside signal, and everything that follows from it.
    ///
    /// - Throws: ``RefusedEntry`` for data that a stage cannot take; a replay does not go on without it, because
    ///   its results would no longer be those of the recording.
    public mutating func take(_ body: Message.Body) throws(RefusedEntry) {
        guard let instrument = body.content.instrument else {
            throw RefusedEntry(service: .router, id: body.content.id, reason: "it is of no instrument")
        }
        var stream = StreamKind.market
        switch body {
        case .barClosed: barCount += 1
        case .tradePrinted: tradeCount += 1
        case .alertReceived: stream = .alerts
        case .gapConfirmed, .instrumentListed, .alertPlaced, .alertsMissed, .signalEvaluated, .decisionMade,
            .orderChanged, .fillRecorded, .positionChanged, .commandIssued, .commandReplied, .entryRejected,
            .jobRequested, .jobCancelRequested, .jobProgressed:
            break
        }
        try take(body, from: stream, of: instrument)
    }

    /// Takes one entry of a stream and everything that follows from it.
    mutating func take(
        _ body: Message.Body, from stream: StreamKind, of instrument: InstrumentID
    ) throws(RefusedEntry) {
        let shard = Shard(of: instrument, count: settings.shardCount)
        // Taken out and put back, so that the stages' state is changed in place and not copied.
        var pipeline =
            shards.removeValue(forKey: shard.index) ?? ShardPipeline(shard: shard, settings: settings)
        try pipeline.take(body, from: stream) { _, published in results.record(published) }
        shards[shard.index] = pipeline
    }
}
