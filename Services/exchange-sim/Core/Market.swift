import Domain
public import History

/// One instrument of the venue: its whole recording, of which each question names the part that is already past.
public struct Market: Sendable {
    /// The recorded bars.
    public let series: BarSeries
    /// Bars of the recorded interval and of every longer one that they tile.
    private let bars: [Interval: [VenueBar]]

    /// Prepares the answers to what clients ask of an instrument.
    ///
    /// - Throws: ``HistoryError/invalidSeries(_:reason:)`` when price times volume is beyond any currency.
    public init(_ series: BarSeries) throws(HistoryError) {
        self.series = series
        var base: [VenueBar] = []
        base.reserveCapacity(series.bars.count)
        for bar in series.bars {
            do {
                base.append(try VenueBar(bar, trades: SyntheticTrades.of(bar)))
            } catch {
                throw .invalidSeries(
                    series.instrument, reason: "the bar at \(bar.openedAt) has an absurd volume")
            }
        }
        var bars = [series.interval: base]
        for interval in Interval.allCases where interval != series.interval {
            guard interval.isMultiple(of: series.interval) else { continue }
            bars[interval] = Self.aggregate(base, to: interval)
        }
        self.bars = bars
    }

    private static func aggregate(_ base: [VenueBar], to interval: Interval) -> [VenueBar] {
        var result: [VenueBar] = []
        for bar in base {
            if let last = result.last, last.bar.openedAt == interval.start(of: bar.bar.openedAt) {
                result[result.count - 1] = last.extended(by: bar)
            } else {
                result.append(VenueBar(bar, startsBarOf: interval))
            }
        }
        return result
    }

    var specification: InstrumentSpecification { series.specification }
    var symbol: String { series.instrument.symbol }

    /// Whether bars of the interval can be made of the recorded ones.
    func offers(_ interval: Interval) -> Bool { bars[interval] != nil }

    /// The bars that open in `from ... until` as they are known at `clock`, the last perhaps unfinished.
    ///
    /// With `fromStart` the first `limit` of them, otherwise the last.
    func bars(
        of interval: Interval, from: Timestamp?, until: Timestamp?, limit: Int, fromStart: Bool,
        at clock: Timestamp
    ) -> [VenueBar] {
        guard let all = bars[interval] else { return [] }
        let known = Self.count(of: all) { $0.bar.closedAt <= clock }
        let start = from.map { from in Self.count(of: all) { $0.bar.openedAt < from } } ?? 0
        let end = until.map { until in Self.count(of: all) { $0.bar.openedAt <= until } } ?? all.count
        var result = Array(all[min(start, known)..<max(min(start, known), min(end, known))])
        if let open = unfinishedBar(of: interval, at: clock), open.bar.openedAt >= from ?? .distantPast,
            until.map({ open.bar.openedAt <= $0 }) ?? true
        {
            result.append(open)
        }
        return Array(fromStart ? result.prefix(limit) : result.suffix(limit))
    }

    /// The bar that the clock is in, if it has had a trade.
    private func unfinishedBar(of interval: Interval, at clock: Timestamp) -> VenueBar? {
        guard let base = bars[series.interval] else { return nil }
        let start = interval.start(of: clock)
        var result: VenueBar?
        for index in Self.count(of: base, where: { $0.bar.openedAt < start })..<base.count {
            let bar = base[index].bar
            guard bar.openedAt <= clock else { break }
            let part: VenueBar?
            if bar.closedAt <= clock {
                part = base[index]
            } else {
                // The whole bar's volume was within bounds, so a part of it is.
                part = try? VenueBar(
                    unfinished: bar, trades: SyntheticTrades.of(bar).filter { $0.occurredAt <= clock })
            }
            guard let part else { continue }
            result = result?.extended(by: part) ?? VenueBar(part, startsBarOf: interval)
        }
        return result
    }

    /// The bar of the recorded interval that opens then.
    func bar(openedAt: Timestamp) -> VenueBar? {
        guard let base = bars[series.interval] else { return nil }
        let index = series.index(openingAtOrAfter: openedAt)
        return index < base.count && base[index].bar.openedAt == openedAt ? base[index] : nil
    }

    /// The longer bars that become final with the recorded bar that opens then, shortest first.
    ///
    /// Also those that ended in a hole right before it: the venue's clock passes over holes, so nobody could be told earlier.
    func longerBars(finishedBy openedAt: Timestamp) -> [VenueBar] {
        let index = series.index(openingAtOrAfter: openedAt)
        guard index < series.bars.count else { return [] }
        let bar = series.bars[index]
        var result: [VenueBar] = []
        for interval in Interval.allCases where interval != series.interval {
            guard let longer = bars[interval] else { continue }
            let start = interval.start(of: bar.openedAt)
            let place = Self.count(of: longer) { $0.bar.openedAt < start }
            if index > 0, place > 0 {
                let before = series.bars[index - 1]
                let closedAt = longer[place - 1].bar.closedAt
                let endedInHole = interval.start(of: before.openedAt) != start && before.closedAt < closedAt
                if endedInHole { result.append(longer[place - 1]) }
            }
            if start + interval == bar.closedAt { result.append(longer[place]) }
        }
        return result
    }

    /// The first `limit` trades with at least this id that are past at `clock`.
    func trades(fromID id: Int64, limit: Int, at clock: Timestamp) -> [Trade] {
        let length = series.interval.milliseconds
        let (time, overflowed) = (id / Int64(SyntheticTrades.perBar)).multipliedReportingOverflow(by: length)
        guard !overflowed else { return [] }
        let start = series.index(openingAtOrAfter: Timestamp(milliseconds: time))
        return trades(fromBar: start, limit: limit, at: clock) { $0.id >= id }
    }

    /// The first `limit` trades that occurred in `from ... until` and are past at `clock`.
    func trades(from: Timestamp, until: Timestamp?, limit: Int, at clock: Timestamp) -> [Trade] {
        let last = until.map { min($0, clock) } ?? clock
        return trades(fromBar: series.index(closingAfter: from), limit: limit, at: last) {
            $0.occurredAt >= from
        }
    }

    /// The last `limit` trades that are past at `clock`, ascending.
    func lastTrades(limit: Int, at clock: Timestamp) -> [Trade] {
        var result: [Trade] = []
        var index = series.index(openingAtOrAfter: Timestamp(milliseconds: clock.milliseconds + 1))
        while index > 0, result.count < limit {
            index -= 1
            result.insert(
                contentsOf: SyntheticTrades.of(series.bars[index]).filter { $0.occurredAt <= clock }, at: 0)
        }
        return Array(result.suffix(limit))
    }

    private func trades(
        fromBar start: Int, limit: Int, at clock: Timestamp, where isWanted: (Trade) -> Bool
    ) -> [Trade] {
        var result: [Trade] = []
        for bar in series.bars[start...] {
            guard bar.openedAt <= clock, result.count < limit else { break }
            result += SyntheticTrades.of(bar).filter { $0.occurredAt <= clock && isWanted($0) }
        }
        return Array(result.prefix(limit))
    }

    /// How many bars at the front satisfy a condition that, once false, stays false.
    private static func count(of bars: [VenueBar], where condition: (VenueBar) -> Bool) -> Int {
        var low = 0
        var high = bars.count
        while low < high {
            let middle = (low + high) / 2
            if condition(bars[middle]) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
