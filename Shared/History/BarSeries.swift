public import Domain

/// The recorded bars of one instrument and interval, ascending, with holes where the venue had none.
public struct BarSeries: Sendable, Equatable {
    /// A stretch of missing bars, `from ..< until`.
    public struct Gap: Sendable, Equatable {
        /// Start of the first missing bar.
        public let from: Timestamp
        /// Start of the first bar after the hole.
        public let until: Timestamp
    }
    /// The instrument and its rules.
    public let specification: InstrumentSpecification
    /// Interval of every bar.
    public let interval: Interval
    /// The bars, each valid, ascending by time.
    public let bars: [Bar]

    /// A series of bars, which may be empty.
    ///
    /// - Throws: ``HistoryError/invalidSeries(_:reason:)`` when a bar is invalid, of another instrument or interval, or not
    ///   after the one before it.
    public init(
        specification: InstrumentSpecification, interval: Interval, bars: [Bar]
    ) throws(HistoryError) {
        let instrument = specification.instrument
        var last: Timestamp?
        for bar in bars {
            guard bar.instrument == instrument, bar.interval == interval, bar.isValid else {
                throw .invalidSeries(
                    instrument, reason: "the bar at \(bar.openedAt) is not a valid \(interval.rawValue) bar")
            }
            if let last, bar.openedAt <= last {
                throw .invalidSeries(instrument, reason: "the bar at \(bar.openedAt) is not after \(last)")
            }
            last = bar.openedAt
        }
        self.init(specification: specification, interval: interval, checked: bars)
    }

    private init(specification: InstrumentSpecification, interval: Interval, checked bars: [Bar]) {
        self.specification = specification
        self.interval = interval
        self.bars = bars
    }

    /// Reads a ``CandleFile``.
    public init(
        file: String, specification: InstrumentSpecification, interval: Interval
    ) throws(HistoryError) {
        // The file's reader has checked what the other initializer would check again.
        self.init(
            specification: specification, interval: interval,
            checked: try CandleFile.read(file, instrument: specification.instrument, interval: interval))
    }

    /// Which instrument.
    public var instrument: InstrumentID { specification.instrument }

    /// The holes between bars, in order.
    public var gaps: [Gap] { bars.indices.compactMap { gap(before: $0) } }

    /// The hole right before the bar of that place, if there is one.
    public func gap(before index: Int) -> Gap? {
        guard index > 0, bars[index - 1].closedAt < bars[index].openedAt else { return nil }
        return Gap(from: bars[index - 1].closedAt, until: bars[index].openedAt)
    }

    /// Place of the first bar that opens at or after `time`; the count of bars when there is none.
    public func index(openingAtOrAfter time: Timestamp) -> Int {
        var low = 0
        var high = bars.count
        while low < high {
            let middle = (low + high) / 2
            if bars[middle].openedAt < time { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Place of the first bar that closes after `time`; the count of bars when there is none.
    public func index(closingAfter time: Timestamp) -> Int {
        guard time.milliseconds >= Timestamp.distantPast.milliseconds + interval.milliseconds else {
            return 0
        }
        return index(openingAtOrAfter: Timestamp(milliseconds: time.milliseconds - interval.milliseconds + 1))
    }

    /// The bars that open in `from ..< until`; a bound that is nil does not bind.
    public func slice(from: Timestamp?, until: Timestamp?) -> BarSeries {
        let start = from.map { index(openingAtOrAfter: $0) } ?? 0
        let end = until.map { index(openingAtOrAfter: $0) } ?? bars.count
        return BarSeries(
            specification: specification, interval: interval, checked: Array(bars[start..<max(start, end)]))
    }
}
