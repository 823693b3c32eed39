import Domain
import History
import MarketFeedCore
import Messages
import TestSupport
import Testing

@Suite struct `Feed sequencer` {
    @Test func `live delivery publishes the recording`() throws {
        var venue = try RecordedVenue.aroundAHole()
        var sequencer = venue.sequencer()
        var published: [Message.Body] = []
        for event in venue.events {
            venue.clock = event.occurredAt
            sequencer.receive(event)
            venue.satisfy(&sequencer)
            published += sequencer.take()
        }
        #expect(published == venue.expected)
        #expect(sequencer.statistics.gaps == 1)
        #expect(sequencer.statistics.incompleteBars == 0)
        #expect(sequencer.heldCount == 0)
    }

    @Test func `the REST interface alone publishes the recording`() throws {
        let venue = try RecordedVenue.aroundAHole()
        var sequencer = venue.sequencer()
        sequencer.connected()
        venue.satisfy(&sequencer)
        #expect(sequencer.take() == venue.expected)
        #expect(sequencer.request == nil)
    }

    /// Fractions of the events at which the connection breaks and comes back, and whether the process restarts meanwhile.
    @Test(arguments: [
        (0.1, 0.3, false), (0.3, 0.7, false), (0.45, 0.55, true), (0.2, 1.0, true), (0.5, 0.5, true),
    ])
    func `what a broken connection missed is filled in`(from: Double, until: Double, restarts: Bool) throws {
        var venue = try RecordedVenue.aroundAHole()
        let events = venue.events
        let lost = Int(Double(events.count) * from)..<Int(Double(events.count) * until)
        var sequencer = venue.sequencer()
        var published: [Message.Body] = []
        for (index, event) in events.enumerated() where !lost.contains(index) {
            venue.clock = event.occurredAt
            if index == lost.upperBound {
                if restarts { sequencer = venue.sequencer(from: sequencer.position) }
                sequencer.connected()
            }
            sequencer.receive(event)
            // Every third event comes before an answer does, and must be kept.
            if index % 3 == 0 { venue.satisfy(&sequencer) }
            published += sequencer.take()
        }
        venue.clock = Timestamp(milliseconds: .max / 2)
        if lost.upperBound == events.count { sequencer.connected() }
        venue.satisfy(&sequencer)
        published += sequencer.take()
        #expect(published == venue.expected)
    }

    @Test(arguments: [1, 2, 3, 4, 5, 6, 7, 8] as [UInt64])
    func `repeats and disorder change nothing`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var venue = try RecordedVenue.aroundAHole()
        var events = venue.events
        for index in stride(from: 0, to: events.count - 6, by: 6) {
            events[index..<index + 6].shuffle(using: &random)
        }
        for _ in 0..<60 {
            let index = Int.random(in: 0..<events.count, using: &random)
            events.insert(
                events[index], at: Int.random(in: index...min(index + 20, events.count), using: &random))
        }
        var sequencer = venue.sequencer()
        var published: [Message.Body] = []
        venue.clock = .distantPast
        for event in events {
            venue.clock = max(venue.clock, event.occurredAt)
            sequencer.receive(event)
            if Bool.random(using: &random), let request = sequencer.request {
                venue.answer(request, &sequencer)
            }
            published += sequencer.take()
        }
        venue.satisfy(&sequencer)
        published += sequencer.take()
        #expect(published == venue.expected, "seed \(seed)")
        #expect(sequencer.statistics.duplicates > 0)
    }

    @Test func `a trade is published before its bar closes`() throws {
        let venue = try RecordedVenue.aroundAHole()
        var sequencer = venue.sequencer()
        let events = venue.events
        for event in events.prefix(6) { sequencer.receive(event) }
        venue.satisfy(&sequencer)
        _ = sequencer.take()
        sequencer.receive(events[6])
        sequencer.receive(events[7])
        guard case .trade(let trade) = events[7] else {
            Issue.record("the second bar starts with a trade")
            return
        }
        #expect(sequencer.take() == [.tradePrinted(TradePrinted(trade.trade))])
    }

    @Test func `the unfinished bar at the end of a REST answer is not published`() throws {
        var venue = try RecordedVenue.aroundAHole()
        let open = venue.bars[5].bar
        venue.clock = Timestamp(milliseconds: open.openedAt.milliseconds + 1000)
        var sequencer = venue.sequencer()
        sequencer.connected()
        venue.satisfy(&sequencer)
        let published = sequencer.take().compactMap { body -> Bar? in
            if case .barClosed(let closed) = body { closed.bar } else { nil }
        }
        #expect(published == venue.bars.prefix(5).map(\.bar))
        #expect(sequencer.position.expected == open.openedAt)
    }

    @Test func `a final flag that never came is made up for when the next bar opens`() throws {
        var venue = try RecordedVenue.aroundAHole()
        var sequencer = venue.sequencer()
        var published: [Message.Body] = []
        let unannounced = venue.bars[3]
        for event in venue.events {
            if case .bar(let bar) = event, bar == unannounced { continue }
            venue.clock = event.occurredAt
            sequencer.receive(event)
            venue.satisfy(&sequencer)
            published += sequencer.take()
        }
        #expect(published == venue.expected)
    }

    @Test func `an answer that lags behind the stream confirms no gap`() throws {
        let venue = try RecordedVenue.aroundAHole()
        var sequencer = venue.sequencer()
        for event in venue.events.prefix(6) { sequencer.receive(event) }
        venue.satisfy(&sequencer)
        _ = sequencer.take()
        let later = venue.bars[4]
        sequencer.receive(later)
        let request = FeedRequest.bars(from: venue.bars[1].bar.openedAt, through: later.bar.openedAt)
        #expect(sequencer.request == request)
        sequencer.answer(
            BarPage(bars: [], isFull: false, venueTime: later.bar.closedAt), from: venue.bars[1].bar.openedAt,
            through: later.bar.openedAt)
        #expect(sequencer.take().isEmpty)
        #expect(sequencer.request == request)
    }

    @Test func `bars that close between the venue's time and its answer are no gap`() throws {
        let venue = try RecordedVenue.aroundAHole()
        var sequencer = venue.sequencer()
        sequencer.connected()
        let page = BarPage(
            bars: Array(venue.bars.prefix(5)), isFull: false, venueTime: venue.bars[0].bar.closedAt)
        sequencer.answer(page, from: venue.bars[0].bar.openedAt, through: nil)
        venue.satisfy(&sequencer)
        let published = sequencer.take().compactMap { body -> Bar? in
            if case .barClosed(let closed) = body { closed.bar } else { nil }
        }
        #expect(published.starts(with: venue.bars.prefix(4).map(\.bar)))
    }

    @Test func `a revised final bar is counted and not published`() throws {
        let venue = try RecordedVenue.aroundAHole()
        var sequencer = venue.sequencer()
        let bar = venue.bars[2]
        sequencer.receive(bar)
        sequencer.receive(FeedBar(bar.bar, tradeCount: bar.tradeCount + 1))
        venue.satisfy(&sequencer)
        #expect(sequencer.statistics.revisions == 1)
    }

    @Test func `a bar whose trades the venue itself lacks is published after three answers`() throws {
        let venue = try RecordedVenue.aroundAHole()
        var sequencer = venue.sequencer()
        let bar = venue.bars[0]
        sequencer.receive(FeedBar(bar.bar, tradeCount: bar.tradeCount + 1))
        var requests = 0
        while let request = sequencer.request, requests < 100 {
            requests += 1
            sequencer.answer(
                TradePage(trades: Array(venue.trades.prefix(4)), isFull: false), from: .time(venue.start))
            guard case .trades = request else { break }
        }
        #expect(requests == 3)
        #expect(sequencer.take().last == .barClosed(BarClosed(bar.bar)))
        #expect(sequencer.statistics.incompleteBars == 1)
    }

    @Test func `changed rules are published with the next bar`() throws {
        let venue = try RecordedVenue.aroundAHole()
        var sequencer = venue.sequencer()
        for event in venue.events.prefix(6) { sequencer.receive(event) }
        venue.satisfy(&sequencer)
        _ = sequencer.take()
        let old = venue.series.specification
        let changed = InstrumentSpecification(
            instrument: old.instrument, baseAsset: old.baseAsset, quoteAsset: old.quoteAsset,
            tickSize: Price(whole: 1), lotSize: old.lotSize, minimumNotional: old.minimumNotional)
        sequencer.receive(changed)
        sequencer.receive(changed)
        for event in venue.events[6..<12] { sequencer.receive(event) }
        venue.satisfy(&sequencer)
        let listed = sequencer.take().compactMap { body -> InstrumentListed? in
            if case .instrumentListed(let listed) = body { listed } else { nil }
        }
        #expect(listed == [InstrumentListed(changed, at: venue.bars[1].bar.openedAt)])
    }

    @Test func `without trades the bars alone are published`() throws {
        let venue = try RecordedVenue.aroundAHole()
        var sequencer = venue.sequencer(coverage: .none)
        sequencer.connected()
        venue.satisfy(&sequencer)
        let bars = venue.expected.filter { if case .tradePrinted = $0 { false } else { true } }
        #expect(sequencer.take() == bars)
    }

    @Test func `with live trades history comes without them`() throws {
        let venue = try RecordedVenue.aroundAHole()
        let liveFrom = venue.bars[20].bar.openedAt
        var sequencer = venue.sequencer(coverage: .live, liveFrom: liveFrom)
        sequencer.connected()
        venue.satisfy(&sequencer)
        let wanted = venue.expected.filter { body in
            if case .tradePrinted(let printed) = body { printed.trade.occurredAt >= liveFrom } else { true }
        }
        #expect(sequencer.take() == wanted)
    }

    @Test func `many trades behind a hole in an open bar are asked for before it closes`() throws {
        let venue = try RecordedVenue.aroundAHole()
        var sequencer = venue.sequencer()
        for event in venue.events.prefix(6) { sequencer.receive(event) }
        venue.satisfy(&sequencer)
        _ = sequencer.take()
        let template = try #require(venue.trades.dropFirst(4).first).trade
        let missing = template.id
        let trades = (0...1100).map { offset -> FeedTrade in
            let trade = Trade(
                instrument: template.instrument, id: missing + Int64(offset), occurredAt: template.occurredAt,
                price: template.price, quantity: template.quantity, aggressor: template.aggressor)
            return FeedTrade(trade, firstID: trade.id, aggregateID: trade.id)
        }
        for trade in trades.dropFirst() { sequencer.receive(trade) }
        #expect(sequencer.take().isEmpty)
        let place = TradePlace.time(venue.bars[1].bar.openedAt)
        #expect(sequencer.request == .trades(place))
        sequencer.answer(TradePage(trades: trades, isFull: false), from: place)
        #expect(sequencer.take() == trades.map { .tradePrinted(TradePrinted($0.trade)) })
    }
}

@Suite struct `Asking for published bars again` {
    @Test func `bars and gaps come in order, page by page`() throws {
        let venue = try RecordedVenue.aroundAHole()
        let until = venue.bars[70].bar.openedAt
        var backfill = Backfill(venue.series.instrument, venue.interval, from: venue.start, until: until)
        var outputs: [Message.Body] = []
        while let request = backfill.request {
            outputs += backfill.answer(venue.page(from: request.from, through: request.through))
        }
        let wanted = venue.expected.filter { body in
            switch body {
            case .barClosed(let closed): closed.bar.openedAt < until
            case .gapConfirmed: true
            default: false
            }
        }
        #expect(outputs == wanted)
    }

    @Test func `a stretch without bars is one gap`() throws {
        let venue = try RecordedVenue.aroundAHole()
        let gap = try #require(venue.series.gaps.first)
        var backfill = Backfill(venue.series.instrument, venue.interval, from: gap.from, until: gap.until)
        let request = try #require(backfill.request)
        let outputs = backfill.answer(venue.page(from: request.from, through: request.through))
        #expect(
            outputs == [
                .gapConfirmed(
                    GapConfirmed(
                        instrument: venue.series.instrument, interval: venue.interval, from: gap.from,
                        until: gap.until))
            ])
        #expect(backfill.request == nil)
    }
}
