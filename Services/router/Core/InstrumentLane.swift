import Domain
import Messages
import Pipeline

/// All the router knows of one instrument.
struct InstrumentLane: Sendable, Equatable, Codable {
    let instrument: InstrumentID
    /// Interval of the bars that come in.
    let base: Interval
    /// Intervals that go out, shortest first.
    let wanted: [Interval]
    private var listedAt: Timestamp?
    private var trades = TradeMarks()
    private var gaps = GapKeeper()
    private var aggregators: [BarAggregator]
    /// Outside signals, in the order of ``wanted``; nil where they take no part.
    private var books: [AlertBook]?

    init(_ instrument: InstrumentID, settings: RouterSettings) {
        self.instrument = instrument
        let route = settings.route(of: instrument)
        base = route.base
        let wanted = settings.wantedIntervals(of: instrument)
        self.wanted = wanted
        aggregators = route.higher.filter { wanted.contains($0) }.map { BarAggregator($0) }
        prepareBooks(settings)
    }

    /// Opens books or closes them, as the settings now say.
    mutating func prepareBooks(_ settings: RouterSettings) {
        guard let window = settings.alerts?.windowBars else {
            books = nil
            return
        }
        if books == nil { books = wanted.map { AlertBook(instrument, $0, window: window) } }
        for index in books?.indices ?? 0..<0 { books?[index].window = window }
    }

    /// The end of everything known; a plausible input does not lie far ahead of it.
    var frontier: Timestamp? { gaps.frontier }

    mutating func list(_ listing: InstrumentListed, into outbox: inout Outbox) {
        if let listedAt, listing.listedAt <= listedAt { return }
        listedAt = listing.listedAt
        outbox.emit(.instrumentListed(listing), to: .bars)
    }

    mutating func record(_ printed: TradePrinted, limit: Int, into outbox: inout Outbox) {
        let trade = printed.trade
        guard trades.record(trade.id, in: base.start(of: trade.occurredAt), limit: limit) else { return }
        outbox.emit(.tradePrinted(printed), to: .trades)
    }

    mutating func take(_ bar: Bar, limit: Int, into outbox: inout Outbox) {
        let advance = gaps.take(bar, limit: limit)
        perform(advance, knownAt: bar.closedAt, into: &outbox)
    }

    mutating func confirm(_ gap: Stretch, limit: Int, into outbox: inout Outbox) {
        let advance = gaps.confirm(gap, limit: limit)
        perform(advance, knownAt: gap.until, into: &outbox)
    }

    /// Takes an outside signal, and stamps it with the bar that is open now unless it brings its stamp.
    ///
    /// - Throws: ``Refusal`` where no such bars go out, or too many signals wait; nothing has changed then.
    mutating func hear(_ received: AlertReceived) throws(Refusal) {
        let alert = received.alert
        guard let index = wanted.firstIndex(of: alert.interval), books?.indices.contains(index) == true else {
            let known = wanted.map(\.rawValue).joined(separator: ", ")
            throw Refusal("\(instrument) goes out in bars of \(known), not of \(alert.interval.rawValue)")
        }
        let open = gaps.next.map { alert.interval.start(of: $0) }
        try books?[index].hear(alert, on: received.openedAt.map { max($0, open ?? $0) } ?? open)
    }

    private mutating func perform(
        _ advance: GapKeeper.Advance, knownAt: Timestamp, into outbox: inout Outbox
    ) {
        if let hole = advance.hole {
            outbox.emit(.commandIssued(question(about: hole, at: knownAt)), to: .marketFeedCommands)
        }
        for passage in advance.passages {
            switch passage {
            case .bar(let bar): emit(bar, into: &outbox)
            case .gap(let stretch): emit(stretch, into: &outbox)
            }
        }
    }

    private mutating func emit(_ bar: Bar, into outbox: inout Outbox) {
        let marked = Bar(
            instrument: bar.instrument, interval: bar.interval, openedAt: bar.openedAt, open: bar.open,
            high: bar.high, low: bar.low, close: bar.close, volume: bar.volume,
            lastTradeID: trades.take(through: bar.openedAt))
        stampEarly(at: bar.openedAt)
        if wanted.first == base { close(marked, into: &outbox) }
        for index in aggregators.indices {
            if let larger = aggregators[index].add(marked) { close(larger, into: &outbox) }
        }
    }

    /// Sends a bar out, and with it what the outside says of it.
    private mutating func close(_ bar: Bar, into outbox: inout Outbox) {
        outbox.emit(.barClosed(BarClosed(bar)), to: .bars)
        guard let index = wanted.firstIndex(of: bar.interval) else { return }
        books?[index].close(bar, into: &outbox)
    }

    private mutating func stampEarly(at time: Timestamp) {
        for index in books?.indices ?? 0..<0 { books?[index].stampEarly(at: time) }
    }

    private mutating func emit(_ gap: Stretch, into outbox: inout Outbox) {
        stampEarly(at: gap.from)
        let confirmed = GapConfirmed(instrument: instrument, interval: base, from: gap.from, until: gap.until)
        outbox.emit(.gapConfirmed(confirmed), to: .bars)
        for index in aggregators.indices {
            if let larger = aggregators[index].pass(until: gap.until) { close(larger, into: &outbox) }
        }
        for index in books?.indices ?? 0..<0 { books?[index].pass(until: gap.until, into: &outbox) }
    }

    /// The id names the hole, so the same hole asks the same question in every life of the router.
    private func question(about hole: Stretch, at time: Timestamp) -> CommandIssued {
        CommandIssued(
            .backfill(instrument, interval: base, from: hole.from, until: hole.until),
            id: "backfill/\(instrument)/\(base.rawValue)/\(hole.from)/\(hole.until)",
            issuer: ServiceName.router.rawValue, replyTo: ServiceName.router.rawValue, at: time)
    }
}
