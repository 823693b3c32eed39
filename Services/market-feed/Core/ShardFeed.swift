public import Domain
import FoundationEssentials
public import Messages

/// All instruments of one shard: who is subscribed, how far each is, and what the venue must be asked.
public struct ShardFeed: Sendable {
    /// What follows from a command.
    public enum Outcome: Sendable {
        /// Carried out, or refused, and why.
        case replied(accepted: Bool, detail: String)
        /// These bars must be fetched first; then they are published and the command is answered.
        case backfill(Backfill, InstrumentID)
    }
    /// Bars that one command may ask for again; the answer is one commit.
    public static let backfillLimit: Int64 = 5000

    private let settings: MarketFeedSettings
    private let shard: Shard
    private let shardCount: Int
    private var state: SavedState
    private var sequencers: [InstrumentID: FeedSequencer] = [:]
    private var specifications: [InstrumentID: InstrumentSpecification] = [:]
    private var venueTime: Timestamp?
    private var probes: [InstrumentID: Probe] = [:]
    private var touched: Set<InstrumentID> = []
    /// Whether a stream was found dead: the venue has more than it sends.
    public private(set) var isStreamDead = false

    /// What REST said of the newest bar while the stream was silent.
    private struct Probe: Sendable, Equatable {
        let openedAt: Timestamp
        let tradeCount: Int64
    }

    private struct SavedState: Sendable, Codable {
        struct Instrument: Sendable, Codable {
            let instrument: InstrumentID
            var isSubscribed: Bool
            var position: FeedPosition?
        }
        /// Ascending by instrument.
        var instruments: [Instrument] = []
    }

    /// Goes on from what ``saved()`` gave; instruments of the configuration that are new are subscribed.
    ///
    /// - Throws: `DecodingError` for a state this build does not read.
    public init(shard: Shard, shardCount: Int, settings: MarketFeedSettings, saved: [UInt8]?) throws {
        self.shard = shard
        self.shardCount = shardCount
        self.settings = settings
        state = try saved.map { try JSONDecoder().decode(SavedState.self, from: Data($0)) } ?? SavedState()
        for instrument in settings.instruments where owns(instrument) && place(of: instrument) == nil {
            insert(instrument)
        }
    }

    /// The state that belongs to everything ``take()`` has handed out.
    public func saved() throws -> [UInt8] {
        var state = state
        for index in state.instruments.indices {
            if let sequencer = sequencers[state.instruments[index].instrument] {
                state.instruments[index].position = sequencer.position
            }
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return Array(try encoder.encode(state))
    }

    /// The instruments that are streamed, ascending.
    public var subscribed: [InstrumentID] {
        state.instruments.filter(\.isSubscribed).map(\.instrument)
    }

    /// The streams to subscribe to, in order.
    public var streams: [String] { subscribed.flatMap(streams(of:)) }

    /// The streams of one instrument.
    public func streams(of instrument: InstrumentID) -> [String] {
        BinanceRequests.streams(instrument, settings.interval, trades: settings.coverage != .none)
    }

    /// Subscribed instruments that the venue does not list; nothing can be published of them.
    public var unlisted: [InstrumentID] {
        venueTime == nil ? [] : subscribed.filter { specifications[$0] == nil }
    }

    /// Bars and trades that wait for something missing.
    public var heldCount: Int { sequencers.values.reduce(0) { $0 + $1.heldCount } }

    /// What was unusual, over all instruments.
    public var statistics: FeedStatistics {
        sequencers.values.reduce(into: FeedStatistics()) { sum, sequencer in
            sum.duplicates += sequencer.statistics.duplicates
            sum.revisions += sequencer.statistics.revisions
            sum.gaps += sequencer.statistics.gaps
            sum.incompleteBars += sequencer.statistics.incompleteBars
        }
    }

    private func owns(_ instrument: InstrumentID) -> Bool {
        instrument.venue == settings.venue && Shard(of: instrument, count: shardCount) == shard
    }

    private func place(of instrument: InstrumentID) -> Int? {
        state.instruments.firstIndex { $0.instrument == instrument }
    }

    private mutating func insert(_ instrument: InstrumentID) {
        state.instruments.append(.init(instrument: instrument, isSubscribed: true, position: nil))
        state.instruments.sort { $0.instrument < $1.instrument }
    }

    // MARK: The venue

    /// The venue has told its rules and its time.
    public mutating func receive(_ specifications: [InstrumentSpecification], at venueTime: Timestamp) {
        self.venueTime = venueTime
        for specification in specifications { self.specifications[specification.instrument] = specification }
        for instrument in subscribed { open(instrument) }
    }

    /// Makes sure that a subscribed instrument whose rules are known has its sequencer.
    private mutating func open(_ instrument: InstrumentID) {
        guard let venueTime, let specification = specifications[instrument], let place = place(of: instrument)
        else { return }
        let position =
            state.instruments[place].position ?? FeedPosition(start: settings.firstBar(at: venueTime))
        var sequencer =
            sequencers[instrument]
            ?? FeedSequencer(
                instrument: instrument, interval: settings.interval, coverage: settings.coverage,
                liveFrom: settings.interval.start(of: venueTime), position: position)
        sequencer.receive(specification)
        sequencers[instrument] = sequencer
        touched.insert(instrument)
    }

    private mutating func update(_ instrument: InstrumentID, _ change: (inout FeedSequencer?) -> Void) {
        change(&sequencers[instrument])
        touched.insert(instrument)
    }

    /// All streams are subscribed; whatever happened before is asked for.
    public mutating func connected() {
        isStreamDead = false
        probes.removeAll()
        for instrument in subscribed { connected(instrument) }
    }

    /// One instrument's streams are subscribed.
    public mutating func connected(_ instrument: InstrumentID) {
        update(instrument) { $0?.connected() }
    }

    /// Takes an event of the stream.
    ///
    /// Events of instruments that are not streamed are the last ones after an end.
    public mutating func receive(_ event: BinanceEvent) {
        switch event {
        case .bar(let bar): heard(bar.bar.instrument) { $0?.receive(bar) }
        case .openBar(let instrument, let openedAt): heard(instrument) { $0?.receive(openBar: openedAt) }
        case .trade(let trade): heard(trade.trade.instrument) { $0?.receive(trade) }
        case .acknowledged, .rejected, .shutdown, .other: break
        }
    }

    private mutating func heard(_ instrument: InstrumentID, _ change: (inout FeedSequencer?) -> Void) {
        guard let place = place(of: instrument), state.instruments[place].isSubscribed else { return }
        if !probes.isEmpty { probes.removeAll() }
        update(instrument, change)
    }

    /// What the venue's REST interface should be asked, at most one request for each instrument, ascending.
    public var requests: [(instrument: InstrumentID, request: FeedRequest)] {
        subscribed.compactMap { instrument in sequencers[instrument]?.request.map { (instrument, $0) } }
    }

    /// Takes a page of bars.
    public mutating func answer(
        _ page: BarPage, for instrument: InstrumentID, from: Timestamp, through: Timestamp?
    ) {
        update(instrument) { $0?.answer(page, from: from, through: through) }
    }

    /// Takes a page of trades.
    public mutating func answer(_ page: TradePage, for instrument: InstrumentID, from place: TradePlace) {
        update(instrument) { $0?.answer(page, from: place) }
    }

    // MARK: Silence

    /// What to ask of one instrument when the stream says nothing: its newest bar, from the edge on.
    public func probe(of instrument: InstrumentID) -> Timestamp? { sequencers[instrument]?.position.edge }

    /// Compares what REST has with what the stream has said.
    ///
    /// Pings prove a connection, not a subscription, and a quiet market is no fault: only a venue that has more
    /// than it sends is. The answer is taken like any other, so nothing waits for the new connection.
    public mutating func probed(_ page: BarPage, of instrument: InstrumentID, from edge: Timestamp) {
        guard let newest = page.bars.last else { return }
        let probe = Probe(openedAt: newest.bar.openedAt, tradeCount: newest.tradeCount)
        // A stream may rightly say nothing of a bar without trades.
        let hasMissed = page.bars.contains {
            $0.bar.openedAt >= edge && $0.bar.closedAt <= page.venueTime && $0.tradeCount > 0
        }
        if let last = probes[instrument], last != probe, probe.tradeCount > 0 { isStreamDead = true }
        if hasMissed, sequencers[instrument]?.position.edge == edge { isStreamDead = true }
        probes[instrument] = probe
        answer(page, for: instrument, from: edge, through: nil)
    }

    // MARK: Commands

    /// Carries a command out.
    public mutating func carryOut(_ command: Command) -> Outcome {
        switch command {
        case .subscribe(let instrument): subscribe(instrument)
        case .unsubscribe(let instrument): unsubscribe(instrument)
        case .backfill(let instrument, let interval, let from, let until):
            backfill(instrument, interval, from: from, until: until)
        case .engageKillSwitch, .releaseKillSwitch, .deployStrategy, .withdrawStrategy, .previewOrder,
            .placeOrder,
            .cancelOrder:
            .replied(accepted: false, detail: "market-feed does not know \(command.name)")
        }
    }

    private func refusal(of instrument: InstrumentID) -> Outcome? {
        guard instrument.venue == settings.venue else {
            return .replied(accepted: false, detail: "this feed's venue is \(settings.venue)")
        }
        guard owns(instrument) else {
            return .replied(accepted: false, detail: "\(instrument) belongs to another shard")
        }
        return nil
    }

    private mutating func subscribe(_ instrument: InstrumentID) -> Outcome {
        if let refusal = refusal(of: instrument) { return refusal }
        guard specifications[instrument] != nil else {
            return .replied(accepted: false, detail: "\(settings.venue) does not list \(instrument.symbol)")
        }
        if let place = place(of: instrument) {
            guard !state.instruments[place].isSubscribed else {
                return .replied(accepted: true, detail: "\(instrument) was subscribed already")
            }
            state.instruments[place].isSubscribed = true
        } else {
            insert(instrument)
        }
        open(instrument)
        return .replied(accepted: true, detail: "\(instrument) is subscribed")
    }

    private mutating func unsubscribe(_ instrument: InstrumentID) -> Outcome {
        if let refusal = refusal(of: instrument) { return refusal }
        guard let place = place(of: instrument), state.instruments[place].isSubscribed else {
            return .replied(accepted: true, detail: "\(instrument) was not subscribed")
        }
        state.instruments[place].isSubscribed = false
        // Kept, so that a later subscription goes on there without a hole.
        state.instruments[place].position =
            sequencers[instrument]?.position ?? state.instruments[place].position
        sequencers[instrument] = nil
        probes[instrument] = nil
        return .replied(accepted: true, detail: "\(instrument) is not subscribed any more")
    }

    private func backfill(
        _ instrument: InstrumentID, _ interval: Interval, from: Timestamp, until: Timestamp
    ) -> Outcome {
        if let refusal = refusal(of: instrument) { return refusal }
        guard interval == settings.interval else {
            return .replied(accepted: false, detail: "bars of \(interval.rawValue) are not made here")
        }
        guard interval.start(of: from) == from, interval.start(of: until) == until, from < until,
            (until.milliseconds - from.milliseconds) / interval.milliseconds <= Self.backfillLimit
        else {
            return .replied(
                accepted: false,
                detail: "a backfill takes 1 to \(Self.backfillLimit) bars that start on the grid")
        }
        guard let sequencer = sequencers[instrument] else {
            return .replied(accepted: false, detail: "\(instrument) is not subscribed")
        }
        guard until <= sequencer.position.edge else {
            return .replied(accepted: true, detail: "these bars are on their way already")
        }
        return .backfill(Backfill(instrument, interval, from: from, until: until), instrument)
    }

    // MARK: Output

    /// The messages that have become due, in order within each instrument.
    public mutating func take() -> [Message.Body] {
        guard !touched.isEmpty else { return [] }
        var outputs: [Message.Body] = []
        for instrument in touched.sorted() {
            if let due = sequencers[instrument]?.take() { outputs += due }
        }
        touched.removeAll(keepingCapacity: true)
        return outputs
    }
}
