public import Domain

/// What the router was told at start.
///
/// Every instance of a deployment is told the same.
public struct RouterSettings: Sendable, Equatable {
    /// Interval of the bars `market-feed` brings, where no route says otherwise.
    ///
    /// Default 30m.
    public var baseInterval: Interval
    /// Intervals built from the base, where no route says otherwise; each a multiple of it.
    ///
    /// Default 4h.
    public var higherIntervals: [Interval]
    /// Routes of single instruments, in place of the two defaults above.
    ///
    /// Default none.
    public var routes: [InstrumentID: Route]
    /// Who wants what; empty means that every interval of every instrument is wanted.
    ///
    /// Default empty.
    ///
    /// Otherwise an instrument that nobody subscribes to is passed over: its entries are read, change nothing and
    /// go nowhere, neither into the dead-letter stream.
    public var subscriptions: [Subscription]
    /// Bars (and confirmed gaps) of one instrument held behind a hole, at least 1.
    ///
    /// Default 10 000.
    ///
    /// One more, and the hole is given up: it is passed on as a gap. A replay at full speed brings thousands of bars
    /// while the venue is asked, so a small bound would make results depend on its speed.
    public var maximumHeldBars: Int
    /// Longest plausible hole, in days, at least 1.
    ///
    /// Default 1830, five years.
    ///
    /// A bar or gap from further ahead is refused: one mistaken time stamp would stop its instrument for ever.
    public var maximumHoleDays: Int
    /// How outside signals are taken; nil where they take no part.
    ///
    /// Default nil.
    public var alerts: AlertSettings?

    /// Settings, by default those of a deployment on 30-minute bars.
    public init(
        baseInterval: Interval = .thirtyMinutes, higherIntervals: [Interval] = [.fourHours],
        routes: [InstrumentID: Route] = [:], subscriptions: [Subscription] = [],
        maximumHeldBars: Int = 10_000, maximumHoleDays: Int = 1830, alerts: AlertSettings? = nil
    ) {
        self.baseInterval = baseInterval
        self.higherIntervals = higherIntervals
        self.routes = routes
        self.subscriptions = subscriptions
        self.maximumHeldBars = maximumHeldBars
        self.maximumHoleDays = maximumHoleDays
        self.alerts = alerts
    }

    /// What is wrong with them, for whoever starts the router; empty when all is well.
    public var problems: [String] {
        var problems = Route(base: baseInterval, higher: higherIntervals).problems
        for (instrument, route) in routes.sorted(by: { $0.key < $1.key }) {
            problems += route.problems.map { "\(instrument): \($0)" }
        }
        if maximumHeldBars < 1 {
            problems.append("maximumHeldBars is \(maximumHeldBars), at least 1 is needed")
        }
        if !(1...100_000).contains(maximumHoleDays) {
            problems.append("maximumHoleDays is \(maximumHoleDays), 1 to 100000 make sense")
        }
        if let alerts, !(0...10_000).contains(alerts.windowBars) {
            problems.append("alerts.windowBars is \(alerts.windowBars), 0 to 10000 make sense")
        }
        return problems
    }

    /// The intervals an instrument comes in, wanted or not.
    func route(of instrument: InstrumentID) -> Route {
        routes[instrument] ?? Route(base: baseInterval, higher: higherIntervals)
    }

    /// The intervals of an instrument to emit, shortest first; empty for one that is passed over.
    func wantedIntervals(of instrument: InstrumentID) -> [Interval] {
        let route = route(of: instrument)
        let all = [route.base] + route.higher
        guard !subscriptions.isEmpty else { return all }
        let relevant = subscriptions.filter { $0.covers(instrument) }
        return all.filter { interval in relevant.contains { $0.wants(interval) } }
    }
}
