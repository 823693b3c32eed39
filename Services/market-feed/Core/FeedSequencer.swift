public import Domain
public import Messages

/// One instrument's way from what a venue sends, in any order and more than once, to the one sequence that is published.
///
/// The sequence is `InstrumentListed`, then for each final bar `GapConfirmed` if bars are missing before it, its trades
/// by ascending id, and `BarClosed`. It is a function of what the venue has, not of how it was delivered:
///
/// - a bar is published once, and only after every bar before it was, or the venue has shown a later one without it;
/// - a bar is published after all its trades: as many as the venue counted, or all that its REST interface has;
/// - a trade is published at once when its id follows the last one's, and otherwise waits for its bar or for REST.
///
/// The shell sends ``request`` to the venue, one at a time, and hands the answer to ``answer(_:to:)-(BarPage,_)``.
public struct FeedSequencer: Sendable {
    /// How often a bar's trades are asked for before the venue's own count is not believed: REST may lag a moment
    /// behind the stream.
    static let tradeAttempts = 3
    /// Trades held back behind a hole before REST is asked, although their bar is still open.
    static let heldTrades = 1024
    /// Bars whose trades are fetched in one run of pages.
    static let barsPerRun = 256

    /// Which instrument.
    public let instrument: InstrumentID
    private let interval: Interval
    private let coverage: TradeCoverage
    /// Bars that open before this have no trades published, where the coverage is ``TradeCoverage/live``.
    private let liveFrom: Timestamp

    /// How far the sequence has been published, with everything that ``take()`` has handed out.
    public private(set) var position: FeedPosition
    /// What the venue should be asked next; nil when nothing is missing.
    public private(set) var request: FeedRequest?
    /// What was unusual.
    public private(set) var statistics = FeedStatistics()

    private var bars = SortedBuffer<FeedBar> { $0.bar.openedAt.milliseconds }
    private var trades = SortedBuffer<FeedTrade> { $0.trade.id }
    private var specification: InstrumentSpecification?
    /// Newest bar known to be open, so that everything before it has closed.
    private var openBar = Timestamp.distantPast
    /// Every bar before this that the venue has is published or buffered.
    private var barsKnownUntil = Timestamp.distantPast
    /// Every trade before this that the venue has is published or buffered.
    private var tradesKnownUntil = Timestamp.distantPast
    /// Every trade up to this id that the venue has is published or buffered.
    private var tradesKnownThrough = Int64.min
    private var isCatchingUp = false
    private var run: TradeRun?
    private var outputs: [Message.Body] = []

    /// Pages of trades that are being fetched one after the other.
    private struct TradeRun: Sendable {
        var place: TradePlace
        let until: Timestamp
        var attempt = 1
    }

    /// A sequencer that goes on where `position` stands.
    public init(
        instrument: InstrumentID, interval: Interval, coverage: TradeCoverage, liveFrom: Timestamp,
        position: FeedPosition
    ) {
        self.instrument = instrument
        self.interval = interval
        self.coverage = coverage
        self.liveFrom = liveFrom
        self.position = position
    }

    /// Elements waiting for something that is missing.
    public var heldCount: Int { bars.count + trades.count }

    // MARK: Input

    /// The connection is there: whatever closed before is asked for.
    ///
    /// Live events may arrive already.
    public mutating func connected() {
        isCatchingUp = true
        advance()
    }

    /// The venue's rules.
    ///
    /// Published with the next bar if they are new.
    public mutating func receive(_ specification: InstrumentSpecification) {
        self.specification = specification
        advance()
    }

    /// A final bar from the stream.
    public mutating func receive(_ bar: FeedBar) {
        insert(bar)
        advance()
    }

    /// A bar has opened, so those before it have closed, whether or not the stream said so.
    public mutating func receive(openBar openedAt: Timestamp) {
        guard openedAt > openBar else { return }
        openBar = openedAt
        advance()
    }

    /// A trade from the stream.
    public mutating func receive(_ trade: FeedTrade) {
        guard coverage != .none else { return }
        insert(trade)
        // Behind a bar that waits, a later bar's trades change nothing; counting again for each would be quadratic.
        if let head = bars.first, trade.trade.occurredAt >= head.bar.closedAt { return }
        advance()
    }

    /// A page of bars that was asked for.
    public mutating func answer(_ page: BarPage, from: Timestamp, through: Timestamp?) {
        let newest = page.bars.last?.bar.openedAt
        for bar in page.bars where bar.bar.openedAt >= from {
            // The venue's time was asked before the page, and bars may have closed in between: one with a successor
            // has, whatever the clock said. Left out they would count as known and turn into a gap.
            if bar.bar.closedAt <= page.venueTime || bar.bar.openedAt != newest { insert(bar) }
        }
        // A later bar, finished or not, proves that the venue's REST interface has come that far. An empty answer
        // proves nothing: it may lag behind the stream.
        if let last = page.bars.last?.bar {
            let known = last.closedAt <= page.venueTime ? last.closedAt : last.openedAt
            barsKnownUntil = max(barsKnownUntil, known)
        }
        if through == nil, !page.isFull { isCatchingUp = false }
        advance()
    }

    /// A page of trades that was asked for.
    public mutating func answer(_ page: TradePage, from place: TradePlace) {
        for trade in page.trades { insert(trade) }
        guard var run, run.place == place else { return advance() }
        if let last = page.trades.last {
            tradesKnownThrough = max(tradesKnownThrough, last.trade.id)
            run.place = .aggregate(last.aggregateID + 1)
        }
        let isThrough = page.trades.last.map { $0.trade.occurredAt >= run.until } ?? false
        if page.isFull, !isThrough {
            self.run = run
        } else {
            finish(run)
        }
        advance()
    }

    /// The published messages that have become due, in order.
    public mutating func take() -> [Message.Body] {
        defer { outputs.removeAll(keepingCapacity: true) }
        return outputs
    }

    // MARK: Buffers

    private mutating func insert(_ bar: FeedBar) {
        guard bar.bar.openedAt >= position.edge else {
            // Before the first bar this is history nobody asked for, which is no repeat.
            if position.expected != nil { statistics.duplicates += 1 }
            return
        }
        if case .present(let known) = bars.insert(bar) {
            if known == bar { statistics.duplicates += 1 } else { statistics.revisions += 1 }
        }
    }

    private mutating func insert(_ trade: FeedTrade) {
        if let last = position.lastTradeID, trade.trade.id <= last {
            statistics.duplicates += 1
        } else if trade.trade.occurredAt >= position.edge || position.lastTradeID != nil {
            if case .present = trades.insert(trade) { statistics.duplicates += 1 }
        }
    }

    // MARK: Release

    private mutating func advance() {
        releaseTradesInSequence()
        while let bar = bars.first, isNext(bar), begin(bar), hasAllTrades(bar) {
            releaseTrades(of: bar)
            outputs.append(.barClosed(BarClosed(bar.bar)))
            bars.removeFirst()
            position.expected = bar.bar.closedAt
            position.tradesSinceBar = 0
            releaseTradesInSequence()
        }
        request = nextRequest()
    }

    /// Whether nothing can come before this bar any more.
    private func isNext(_ bar: FeedBar) -> Bool {
        bar.bar.openedAt == position.expected || barsKnownUntil >= bar.bar.openedAt
            || (position.expected == nil && bar.bar.openedAt == position.start)
    }

    /// Publishes what comes before a bar's trades; false while the venue's rules are not known.
    private mutating func begin(_ bar: FeedBar) -> Bool {
        guard let current = specification ?? position.listed else { return false }
        if let expected = position.expected, bar.bar.openedAt > expected {
            let gap = GapConfirmed(
                instrument: instrument, interval: interval, from: expected, until: bar.bar.openedAt)
            outputs.append(.gapConfirmed(gap))
            statistics.gaps += 1
            position.tradesSinceBar = 0
        }
        position.expected = bar.bar.openedAt
        if current != position.listed {
            outputs.append(.instrumentListed(InstrumentListed(current, at: bar.bar.openedAt)))
            position.listed = current
        }
        return true
    }

    private func wantsTrades(_ bar: FeedBar) -> Bool {
        switch coverage {
        case .all: bar.tradeCount > 0
        case .live: bar.tradeCount > 0 && bar.bar.openedAt >= liveFrom
        case .none: false
        }
    }

    private func hasAllTrades(_ bar: FeedBar) -> Bool {
        !wantsTrades(bar) || tradesKnownUntil >= bar.bar.closedAt || countedTrades(of: bar) >= bar.tradeCount
    }

    private func countedTrades(of bar: FeedBar) -> Int64 {
        var place = trades.all.startIndex
        return countTrades(of: bar, from: &place)
    }

    /// Counts a bar's trades, published and buffered, from `place` on, and moves it behind them.
    private func countTrades(of bar: FeedBar, from place: inout Int) -> Int64 {
        var count = bar.bar.openedAt == position.expected ? position.tradesSinceBar : 0
        let all = trades.all
        while place < all.endIndex, all[place].trade.occurredAt < bar.bar.closedAt {
            if all[place].trade.occurredAt >= bar.bar.openedAt { count += all[place].count }
            place += 1
        }
        return count
    }

    private mutating func releaseTrades(of bar: FeedBar) {
        guard wantsTrades(bar) else { return dropTrades(before: bar.bar.closedAt) }
        if countedTrades(of: bar) < bar.tradeCount { statistics.incompleteBars += 1 }
        while let trade = trades.first, trade.trade.occurredAt < bar.bar.closedAt { release(trade) }
    }

    private mutating func dropTrades(before time: Timestamp) {
        while let trade = trades.first, trade.trade.occurredAt < time { trades.removeFirst() }
    }

    /// Publishes trades of the bar that is open now, as far as no trade can be missing before them.
    private mutating func releaseTradesInSequence() {
        guard let expected = position.expected, position.listed != nil else { return }
        guard coverage == .all || (coverage == .live && expected >= liveFrom) else { return }
        while let trade = trades.first, trade.trade.occurredAt < expected + interval,
            trade.trade.id <= tradesKnownThrough || trade.firstID - 1 == position.lastTradeID
        {
            release(trade)
        }
    }

    private mutating func release(_ trade: FeedTrade) {
        outputs.append(.tradePrinted(TradePrinted(trade.trade)))
        trades.removeFirst()
        position.lastTradeID = trade.trade.id
        // A straggler from before the bar does not count for it.
        if trade.trade.occurredAt >= position.edge { position.tradesSinceBar += trade.count }
    }

    // MARK: What is missing

    private mutating func finish(_ run: TradeRun) {
        guard isComplete(until: run.until) || run.attempt >= Self.tradeAttempts else {
            self.run = TradeRun(place: .time(position.edge), until: run.until, attempt: run.attempt + 1)
            return
        }
        tradesKnownUntil = max(tradesKnownUntil, run.until)
        if let last = trades.all.last(where: { $0.trade.occurredAt < run.until }) {
            tradesKnownThrough = max(tradesKnownThrough, last.trade.id)
        }
        self.run = nil
    }

    private func isComplete(until: Timestamp) -> Bool {
        var place = trades.all.startIndex
        for bar in bars.all.prefix(while: { $0.bar.closedAt <= until }) {
            let count = countTrades(of: bar, from: &place)
            if wantsTrades(bar), count < bar.tradeCount { return false }
        }
        return true
    }

    private mutating func nextRequest() -> FeedRequest? {
        if let run { return .trades(run.place) }
        let known = max(position.edge, barsKnownUntil)
        guard let head = bars.first else {
            if openBar > known { return .bars(from: known, through: openBar) }
            if isCatchingUp { return .bars(from: known, through: nil) }
            return startRunForHeldTrades()
        }
        if !isNext(head) { return .bars(from: known, through: head.bar.openedAt) }
        guard specification != nil || position.listed != nil, wantsTrades(head) else { return nil }
        return startRun(until: bars.all.prefix(Self.barsPerRun).last?.bar.closedAt ?? head.bar.closedAt)
    }

    /// Trades behind a hole in an open bar wait for its end, unless they become many.
    private mutating func startRunForHeldTrades() -> FeedRequest? {
        guard trades.count > Self.heldTrades, let last = trades.last, let expected = position.expected,
            let first = trades.first, first.trade.occurredAt < expected + interval
        else { return nil }
        return startRun(until: Timestamp(milliseconds: last.trade.occurredAt.milliseconds + 1))
    }

    private mutating func startRun(until: Timestamp) -> FeedRequest {
        let place = TradePlace.time(position.edge)
        run = TradeRun(place: place, until: until)
        return .trades(place)
    }
}
