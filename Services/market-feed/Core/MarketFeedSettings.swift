public import Domain

/// What the feed was told at start.
public struct MarketFeedSettings: Sendable, Equatable {
    /// Where an instrument's sequence begins when nothing of it was ever published.
    public enum Start: Sendable, Equatable {
        /// With the bar that opens at or after this moment.
        case time(Timestamp)
        /// So many bars before the present.
        case bars(Int)
    }
    /// The venue's name in the suite: the first part of `venue:symbol`.
    public var venue: String
    /// Base URL of the venue's REST interface, without a slash at the end.
    public var restURL: String
    /// Base URL of the venue's WebSocket streams, without a slash at the end.
    public var webSocketURL: String
    /// Instruments streamed from the start; commands add others and end these.
    public var instruments: [InstrumentID]
    /// Interval of the bars that are published; higher ones are built from them elsewhere.
    public var interval: Interval
    /// For which bars trades are published.
    public var coverage: TradeCoverage
    /// Where a new instrument begins.
    public var start: Start
    /// Milliseconds without any frame after which the venue is asked whether it has more than the stream says.
    ///
    /// At least ten seconds, and three times the stream's cadence, which is two seconds for bars.
    public var silenceMilliseconds: Int64

    /// The defaults suit the simulated venue on this machine.
    public init(
        venue: String = "sim", restURL: String = "http://127.0.0.1:9010",
        webSocketURL: String = "ws://127.0.0.1:9010", instruments: [InstrumentID] = [],
        interval: Interval = .thirtyMinutes, coverage: TradeCoverage = .all, start: Start = .bars(1000),
        silenceMilliseconds: Int64 = 10_000
    ) {
        self.venue = venue
        self.restURL = restURL
        self.webSocketURL = webSocketURL
        self.instruments = instruments
        self.interval = interval
        self.coverage = coverage
        self.start = start
        self.silenceMilliseconds = silenceMilliseconds
    }

    /// What is wrong, in sentences; empty when nothing is.
    public var problems: [String] {
        var problems = instruments.filter { $0.venue != venue }
            .map { "\($0) is configured, and the feed's venue is \(venue)" }
        if case .bars(let count) = start, count < 1 { problems.append("a history of \(count) bars is none") }
        if silenceMilliseconds < 1 { problems.append("a silence of \(silenceMilliseconds) ms is none") }
        return problems
    }

    /// Where a new instrument begins, at this venue time.
    func firstBar(at venueTime: Timestamp) -> Timestamp {
        switch start {
        case .time(let time):
            let start = interval.start(of: time)
            return start < time ? start + interval : start
        case .bars(let count):
            let open = interval.start(of: venueTime)
            return Timestamp(milliseconds: open.milliseconds - Int64(count) * interval.milliseconds)
        }
    }
}
