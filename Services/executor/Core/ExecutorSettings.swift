public import Domain

/// What the executor is told at start.
public struct ExecutorSettings: Sendable, Equatable {
    /// The bars and decisions that are traded; those of other intervals are passed over.
    ///
    /// Default 30m.
    public let interval: Interval
    /// Instruments that trade another interval.
    ///
    /// Default none.
    public let intervals: [InstrumentID: Interval]
    /// What each instrument is given to trade with, quote currency.
    ///
    /// Above 0, at most a trillion; default 100000.
    public let capital: Notional
    /// Share of the instrument's equity that a new position is worth.
    ///
    /// Above 0, at most 1; default 0.1.
    public let riskFraction: Rate
    /// Whether a short decision may open a position, which only a margin account can do on a real venue; default true.
    public let allowsShort: Bool
    /// What the paper venue takes of every fill's value.
    ///
    /// From 0 to 0.1; default 0.001.
    public let feeRate: Rate
    /// How much worse than the bar's open the paper venue fills.
    ///
    /// From 0 to 0.1; default 0.0005.
    public let slippageRate: Rate
    /// Largest value of one order that opens or grows a position, quote currency.
    ///
    /// Above 0; default 50000.
    public let maximumOrderNotional: Notional
    /// Largest value of a position after an order that opens or grows it, quote currency.
    ///
    /// Above 0; default 50000.
    public let maximumPositionNotional: Notional
    /// Price step of an instrument whose rules were never listed.
    ///
    /// Above 0; default 0.00000001.
    public let defaultTickSize: Price
    /// Quantity step of an instrument whose rules were never listed.
    ///
    /// Above 0; default 0.00001.
    public let defaultLotSize: Quantity
    /// Smallest order value of an instrument whose rules were never listed, quote currency.
    ///
    /// Default 10.
    public let defaultMinimumNotional: Notional
    /// With more bars than this waiting for their decisions, bars are saturated.
    ///
    /// 1 or more; default 4096.
    ///
    /// A waiting bar takes some sixty bytes, so the bound is about keeping a restart short.
    public let maximumWaitingBars: Int

    /// Settings as told; ``problems`` says whether they can be used.
    public init(
        interval: Interval = .thirtyMinutes, intervals: [InstrumentID: Interval] = [:],
        capital: Notional = Notional(whole: 100_000), riskFraction: Rate = Rate(basisPoints: 1000),
        allowsShort: Bool = true, feeRate: Rate = Rate(basisPoints: 10),
        slippageRate: Rate = Rate(basisPoints: 5),
        maximumOrderNotional: Notional = Notional(whole: 50_000),
        maximumPositionNotional: Notional = Notional(whole: 50_000),
        defaultTickSize: Price = Price(units: 1), defaultLotSize: Quantity = Quantity(units: 1000),
        defaultMinimumNotional: Notional = Notional(whole: 10), maximumWaitingBars: Int = 4096
    ) {
        self.interval = interval
        self.intervals = intervals
        self.capital = capital
        self.riskFraction = riskFraction
        self.allowsShort = allowsShort
        self.feeRate = feeRate
        self.slippageRate = slippageRate
        self.maximumOrderNotional = maximumOrderNotional
        self.maximumPositionNotional = maximumPositionNotional
        self.defaultTickSize = defaultTickSize
        self.defaultLotSize = defaultLotSize
        self.defaultMinimumNotional = defaultMinimumNotional
        self.maximumWaitingBars = maximumWaitingBars
    }

    /// Which of an instrument's bars and decisions are traded.
    public func interval(of instrument: InstrumentID) -> Interval { intervals[instrument] ?? interval }

    /// The rules of an instrument until its venue lists them.
    public func defaultSpecification(of instrument: InstrumentID) -> InstrumentSpecification {
        InstrumentSpecification(
            instrument: instrument, baseAsset: "", quoteAsset: "", tickSize: defaultTickSize,
            lotSize: defaultLotSize, minimumNotional: defaultMinimumNotional)
    }

    /// Everything that is wrong with the settings, one sentence each; an ``Executor`` can be made where there is nothing.
    public var problems: [String] {
        var problems: [String] = []
        if !capital.isPositive || capital > Notional(whole: 1_000_000_000_000) {
            problems.append("capital: \(capital) is not above 0 and at most a trillion")
        }
        if !riskFraction.isPositive || riskFraction > Rate(whole: 1) {
            problems.append("riskFraction: \(riskFraction) is not above 0 and at most 1")
        }
        for (name, rate) in [("feeRate", feeRate), ("slippageRate", slippageRate)]
        where rate < .zero || rate > Rate(basisPoints: 1000) {
            problems.append("\(name): \(rate) is not 0 to 0.1")
        }
        for (name, limit) in [
            ("maximumOrderNotional", maximumOrderNotional),
            ("maximumPositionNotional", maximumPositionNotional),
        ] where !limit.isPositive {
            problems.append("\(name): \(limit) is not above 0")
        }
        if !defaultTickSize.isPositive {
            problems.append("defaultTickSize: \(defaultTickSize) is not above 0")
        }
        if !defaultLotSize.isPositive { problems.append("defaultLotSize: \(defaultLotSize) is not above 0") }
        if defaultMinimumNotional < .zero {
            problems.append("defaultMinimumNotional: \(defaultMinimumNotional) is below 0")
        }
        if maximumWaitingBars < 1 { problems.append("maximumWaitingBars: \(maximumWaitingBars) is below 1") }
        return problems
    }
}
