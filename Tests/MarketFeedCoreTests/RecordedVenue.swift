import Domain
import Foundation
import History
import MarketFeedCore
import Messages
import Testing

/// A venue that has a recording, and answers like its REST interface at a moment of event time.
struct RecordedVenue {
    let series: BarSeries
    let bars: [FeedBar]
    let trades: [FeedTrade]
    var clock = Timestamp(milliseconds: .max / 2)
    /// Rows to a page; small, so that a short recording has many.
    var pageLimit = 7

    init(_ series: BarSeries) {
        self.series = series
        bars = series.bars.map { FeedBar($0, tradeCount: Int64(SyntheticTrades.of($0).count)) }
        trades = series.bars.flatMap(SyntheticTrades.of).map {
            FeedTrade($0, firstID: $0.id, aggregateID: $0.id)
        }
    }

    /// The bundled recording of the first instrument, around its first hole.
    static func aroundAHole() throws -> RecordedVenue { try recording.get() }

    /// Read once: the file holds three years.
    private static let recording = Result { try readAroundAHole() }

    private static func readAroundAHole() throws -> RecordedVenue {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Services/exchange-sim/Data/instruments.json").standardized.path
        let series = try #require(try InstrumentCatalogue(file: file).listings.first).load()
        let gap = try #require(series.gaps.first, "the bundled recording has a hole")
        let interval = series.interval.milliseconds
        let slice = series.slice(
            from: Timestamp(milliseconds: gap.from.milliseconds - 40 * interval),
            until: Timestamp(milliseconds: gap.until.milliseconds + 40 * interval))
        return RecordedVenue(slice)
    }

    /// What must be published in the end.
    var expected: [Message.Body] { Array(MarketHistory([series])) }

    var interval: Interval { series.interval }
    var start: Timestamp { series.bars[0].openedAt }

    func sequencer(
        from position: FeedPosition? = nil, coverage: TradeCoverage = .all, liveFrom: Timestamp = .distantPast
    ) -> FeedSequencer {
        var sequencer = FeedSequencer(
            instrument: series.instrument, interval: interval, coverage: coverage, liveFrom: liveFrom,
            position: position ?? FeedPosition(start: start))
        sequencer.receive(series.specification)
        return sequencer
    }

    /// Answers until nothing is asked any more; fails when that has no end.
    func satisfy(_ sequencer: inout FeedSequencer) {
        var rounds = 0
        while let request = sequencer.request {
            rounds += 1
            guard rounds < 10_000 else {
                Issue.record("the sequencer asks without end: \(request)")
                return
            }
            answer(request, &sequencer)
        }
    }

    func answer(_ request: FeedRequest, _ sequencer: inout FeedSequencer) {
        switch request {
        case .bars(let from, let through):
            sequencer.answer(page(from: from, through: through), from: from, through: through)
        case .trades(let place):
            let visible = trades.filter { trade in
                guard trade.trade.occurredAt <= clock else { return false }
                return switch place {
                case .time(let time): trade.trade.occurredAt >= time
                case .aggregate(let id): trade.aggregateID >= id
                }
            }
            let page = visible.prefix(pageLimit)
            sequencer.answer(TradePage(trades: Array(page), isFull: page.count == pageLimit), from: place)
        }
    }

    /// Bars that have opened by the clock, the last of which may be unfinished.
    func page(from: Timestamp, through: Timestamp?) -> BarPage {
        let visible = bars.filter {
            $0.bar.openedAt >= from && $0.bar.openedAt <= (through ?? clock) && $0.bar.openedAt <= clock
        }
        let page = visible.prefix(pageLimit)
        return BarPage(bars: Array(page), isFull: page.count == pageLimit, venueTime: clock)
    }

    /// Everything the venue's stream sends while it plays the recording.
    var events: [Event] {
        bars.flatMap { bar -> [Event] in
            let own = trades.filter {
                bar.bar.openedAt <= $0.trade.occurredAt && $0.trade.occurredAt < bar.bar.closedAt
            }
            return [.opened(bar.bar.openedAt)] + own.map(Event.trade) + [.bar(bar)]
        }
    }

    enum Event {
        case opened(Timestamp)
        case trade(FeedTrade)
        case bar(FeedBar)

        var occurredAt: Timestamp {
            switch self {
            case .opened(let time): time
            case .trade(let trade): trade.trade.occurredAt
            case .bar(let bar): bar.bar.closedAt
            }
        }
    }
}

extension FeedSequencer {
    mutating func receive(_ event: RecordedVenue.Event) {
        switch event {
        case .opened(let time): receive(openBar: time)
        case .trade(let trade): receive(trade)
        case .bar(let bar): receive(bar)
        }
    }
}
