import Bus
import Domain
import Logging
import MarketFeedCore
import Messages
import ServiceRuntime

/// The one loop that owns a shard's feed: takes what has arrived, steps, commits, and asks for what is missing.
struct ShardLoop {
    /// What its tasks hand to it.
    enum Event: Sendable {
        case socket(FeedSocket.Event)
        case rules([InstrumentSpecification], at: Timestamp)
        case bars(BarPage, InstrumentID, FeedRequest, from: Timestamp, through: Timestamp?)
        case trades(TradePage, InstrumentID, FeedRequest, from: TradePlace)
        case probed(BarPage, InstrumentID, from: Timestamp)
        case backfilled([Message.Body])
        case commands([(id: EntryID, command: CommandIssued)])
        case tick
        case failed(any Error)
    }
    /// Messages after which a commit is made although more has arrived.
    private static let commitSize = 512
    /// Elements held for answers of REST above which the stream is not read further.
    private static let heldLimit = 8192
    /// The venue's rules are asked for again with the first connection after this time.
    private static let rulesAge = Duration.seconds(3600)

    private let shard: any OwnedShard
    private let inbox: FeedInbox<Event>
    private let socket: FeedSocket
    private let asker: VenueAsker
    private let settings: MarketFeedSettings
    private let metrics: FeedMetrics
    private let logger: Logger
    private let commandGate: AsyncStream<EntryID?>
    private let openCommandGate: AsyncStream<EntryID?>.Continuation

    private var feed: ShardFeed
    private var outputs: [Outbound] = []
    private var pendingCommands: [(id: EntryID, command: CommandIssued)] = []
    private var lastCommand: EntryID?
    private var takesCommand = false
    private var isBackfilling = false

    private var inFlight: Set<InstrumentID> = []
    private var answered: [InstrumentID: (request: FeedRequest, times: Int)] = [:]
    private var rulesAskedAt: ContinuousClock.Instant?
    private var hasRules = false

    private var connectedStreams: Set<String>?
    private var requestID: Int64 = 0
    private var awaitedSubscriptions: [Int64: [InstrumentID]] = [:]
    private var heardAt = ContinuousClock.now
    private var silenceLimit: Duration

    init(
        shard: any OwnedShard, feed: ShardFeed, inbox: FeedInbox<Event>, socket: FeedSocket, rest: VenueREST,
        settings: MarketFeedSettings, metrics: FeedMetrics, logger: Logger
    ) {
        self.shard = shard
        self.feed = feed
        self.inbox = inbox
        self.socket = socket
        self.settings = settings
        self.metrics = metrics
        self.logger = logger
        asker = VenueAsker(rest: rest, inbox: inbox, metrics: metrics, logger: logger)
        silenceLimit = .milliseconds(settings.silenceMilliseconds)
        (commandGate, openCommandGate) = AsyncStream.makeStream()
    }

    /// Runs until the task is cancelled, which closes the inbox.
    func run() async throws {
        let (shard, inbox, socket, gate) = (shard, inbox, socket, commandGate)
        var loop = self
        defer { loop.openCommandGate.finish() }
        try await withThrowingDiscardingTaskGroup { group in
            group.addTask { await socket.run { await inbox.putSocket($0) } }
            group.addTask { await Self.poll(shard, through: gate, into: inbox) }
            group.addTask { await Self.tick(into: inbox) }
            defer { group.cancelAll() }
            loop.openCommandGate.yield(nil)
            loop.askForRulesIfNeeded(&group)
            while true {
                let wantsStream = loop.feed.heldCount < Self.heldLimit || loop.inFlight.isEmpty
                let events = await inbox.take(stream: wantsStream)
                guard !events.isEmpty else { break }
                for event in events {
                    try loop.take(event)
                    loop.collect()
                    if loop.outputs.count >= Self.commitSize { try await loop.commit() }
                }
                loop.carryOutCommands(&group)
                try await loop.commit()
                loop.askForRulesIfNeeded(&group)
                loop.askForWhatIsMissing(&group)
            }
            socket.drop()
            socket.close()
        }
        try Task.checkCancellation()
    }

    // MARK: Tasks

    private static func tick(into inbox: FeedInbox<Event>) async {
        while true {
            // Only a cancellation ends the sleep early.
            guard (try? await Task.sleep(for: .seconds(1))) != nil else { return }
            inbox.put(.tick)
        }
    }

    /// Fetches commands each time the loop has finished the ones before.
    private static func poll(
        _ shard: any OwnedShard, through gate: AsyncStream<EntryID?>, into inbox: FeedInbox<Event>
    ) async {
        do {
            for await position in gate {
                var commands: [(id: EntryID, command: CommandIssued)] = []
                while commands.isEmpty {
                    try Task.checkCancellation()
                    // Well below the shutdown grace.
                    commands = try await shard.commands(after: position, waitMilliseconds: 500)
                }
                inbox.put(.commands(commands))
            }
        } catch is CancellationError {
            return
        } catch {
            inbox.put(.failed(error))
        }
    }

    // MARK: Events

    private mutating func take(_ event: Event) throws {
        switch event {
        case .socket(.connected(let streams)): connected(streams)
        case .socket(.message(let event)): received(event)
        case .socket(.disconnected): connectedStreams = nil
        case .rules(let specifications, let time):
            hasRules = true
            feed.receive(specifications, at: time)
            for instrument in feed.unlisted {
                logger.error(
                    "The venue does not list an instrument", metadata: [LogKey.instrument: "\(instrument)"])
            }
            socket.use(feed.streams)
        case .bars(let page, let instrument, let request, let from, let through):
            finished(request, of: instrument)
            feed.answer(page, for: instrument, from: from, through: through)
        case .trades(let page, let instrument, let request, let place):
            finished(request, of: instrument)
            feed.answer(page, for: instrument, from: place)
        case .probed(let page, let instrument, let edge):
            inFlight.remove(instrument)
            feed.probed(page, of: instrument, from: edge)
            if feed.isStreamDead, connectedStreams != nil { reconnect() }
        case .backfilled(let bodies):
            isBackfilling = false
            outputs += bodies.map { Outbound($0, to: .market) }
            guard !pendingCommands.isEmpty else { return }
            let (id, command) = pendingCommands.removeFirst()
            reply(
                to: command, id, accepted: true, detail: "\(bodies.count) bars and gaps are published again")
        case .commands(let commands): pendingCommands += commands
        case .tick: metrics.tell(feed, of: shard.shard.name)
        case .failed(let error): throw error
        }
    }

    private mutating func connected(_ streams: [String]) {
        connectedStreams = Set(streams)
        awaitedSubscriptions.removeAll()
        heardAt = .now
        feed.connected()
        subscribeToChanges()
    }

    private mutating func received(_ event: BinanceEvent) {
        heardAt = .now
        silenceLimit = .milliseconds(settings.silenceMilliseconds)
        switch event {
        case .acknowledged(let request):
            for instrument in awaitedSubscriptions.removeValue(forKey: request) ?? [] {
                feed.connected(instrument)
            }
        case .rejected(let request, let code, let reason):
            logger.error("The venue refuses a subscription", metadata: [LogKey.error: "\(code): \(reason)"])
            if let request { awaitedSubscriptions[request] = nil }
        case .shutdown: socket.drop()
        case .bar, .openBar, .trade, .other: feed.receive(event)
        }
    }

    private mutating func finished(_ request: FeedRequest, of instrument: InstrumentID) {
        inFlight.remove(instrument)
        let times = answered[instrument].map { $0.request == request ? $0.times + 1 : 1 } ?? 1
        answered[instrument] = (request, times)
    }

    /// The stream is silent although the venue has more.
    private mutating func reconnect() {
        logger.warning("The stream is silent while the venue has more; connecting again")
        metrics.foundDeadStream()
        connectedStreams = nil
        socket.drop()
    }

    // MARK: Commands

    /// Carries commands out in order; one that needs the venue holds up those behind it.
    private mutating func carryOutCommands(_ group: inout ThrowingDiscardingTaskGroup<any Error>) {
        // Without the venue's rules nobody knows what can be subscribed to.
        guard hasRules, !isBackfilling, !pendingCommands.isEmpty else { return }
        while let (id, command) = pendingCommands.first {
            switch feed.carryOut(command.command) {
            case .replied(let accepted, let detail):
                pendingCommands.removeFirst()
                reply(to: command, id, accepted: accepted, detail: detail)
            case .backfill(let backfill, let instrument):
                isBackfilling = true
                let asker = asker
                group.addTask { await asker.backfill(backfill, of: instrument) }
                subscribeToChanges()
                return
            }
        }
        subscribeToChanges()
    }

    private mutating func reply(to command: CommandIssued, _ id: EntryID, accepted: Bool, detail: String) {
        let reply = CommandReplied(
            command, by: .marketFeed, on: shard.shard, accepted: accepted, detail: detail)
        outputs.append(Outbound(.commandReplied(reply), to: .replies))
        lastCommand = id
        takesCommand = true
        logger.info(
            "Command carried out",
            metadata: [
                LogKey.command: "\(command.commandID)", "accepted": "\(accepted)", "detail": "\(detail)",
            ])
    }

    /// Brings the open connection, if there is one, to the streams that are wanted.
    private mutating func subscribeToChanges() {
        socket.use(feed.streams)
        guard let connected = connectedStreams else { return }
        let added = feed.subscribed.filter { !connected.isSuperset(of: feed.streams(of: $0)) }
        let wanted = Set(feed.streams)
        if !added.isEmpty {
            awaitedSubscriptions[send(.subscribe, added.flatMap(feed.streams(of:)))] = added
        }
        let dropped = connected.subtracting(wanted).sorted()
        if !dropped.isEmpty { _ = send(.unsubscribe, dropped) }
        connectedStreams = wanted
    }

    private mutating func send(_ method: BinanceRequests.SubscriptionMethod, _ streams: [String]) -> Int64 {
        requestID += 1
        socket.send(BinanceRequests.subscription(method, streams, id: requestID))
        return requestID
    }

    // MARK: Output

    private mutating func collect() {
        outputs += feed.take().map { Outbound($0, to: .market) }
    }

    /// Commits what there is, with the state it belongs to.
    ///
    /// Waits while the bus is above its high-water mark.
    private mutating func commit() async throws {
        collect()
        guard !outputs.isEmpty || takesCommand else { return }
        try await shard.commit(
            outputs, state: feed.saved(), commandsThrough: takesCommand ? lastCommand : nil)
        metrics.published(outputs.count)
        outputs.removeAll(keepingCapacity: true)
        guard takesCommand else { return }
        takesCommand = false
        if pendingCommands.isEmpty { openCommandGate.yield(lastCommand) }
    }

    // MARK: Questions

    private mutating func askForRulesIfNeeded(_ group: inout ThrowingDiscardingTaskGroup<any Error>) {
        // A shard without instruments has no need of them before the first command.
        guard !feed.subscribed.isEmpty || !pendingCommands.isEmpty else { return }
        if let rulesAskedAt {
            guard hasRules, connectedStreams != nil, ContinuousClock.now - rulesAskedAt > Self.rulesAge else {
                return
            }
        }
        rulesAskedAt = .now
        let asker = asker
        group.addTask { await asker.rules() }
    }

    private mutating func askForWhatIsMissing(_ group: inout ThrowingDiscardingTaskGroup<any Error>) {
        let asker = asker
        for (instrument, request) in feed.requests where !inFlight.contains(instrument) {
            inFlight.insert(instrument)
            // The same question again means that the venue's REST interface lags behind its stream.
            let repeats = answered[instrument].flatMap { $0.request == request ? $0.times : nil } ?? 0
            group.addTask { await asker.answer(request, of: instrument, repeats: repeats) }
        }
        lookIntoSilence(&group)
    }

    private mutating func lookIntoSilence(_ group: inout ThrowingDiscardingTaskGroup<any Error>) {
        guard connectedStreams != nil, inFlight.isEmpty, ContinuousClock.now - heardAt > silenceLimit else {
            return
        }
        heardAt = .now
        // A market that stays quiet is asked less and less often.
        silenceLimit = min(silenceLimit * 2, .seconds(300))
        let asker = asker
        for instrument in feed.subscribed {
            guard let edge = feed.probe(of: instrument) else { continue }
            inFlight.insert(instrument)
            group.addTask { await asker.probe(instrument, from: edge) }
        }
    }
}

extension FeedInbox<ShardLoop.Event> {
    /// Adds what happened on the socket.
    fileprivate func putSocket(_ event: FeedSocket.Event) async { await putStream(.socket(event)) }
}
