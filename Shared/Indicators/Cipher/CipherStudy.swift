/// The Cipher study over one series of bars: every column of ``CipherColumn``.
///
/// `update` takes one bar and `columns` many; both run the same code over blocks of one row or of many, so their
/// results are the same bits. Nothing is allocated per bar, and no bar costs more than a constant, amortised.
/// A value is withheld (NaN, or an absent mark) until its windows are complete, and never changed afterwards.
/// The state is exact and `Codable`.
///
/// Prices must be finite and above zero, with `low <= open, close <= high`: rows that are not are to be refused
/// before they come here, and leave the study as it was.
public struct CipherStudy: Sendable, Equatable, Codable {
    /// What the study was made with.
    public let parameters: CipherParameters
    /// Every window's numbers; see ``CipherPlaces``.
    public var memory: IndicatorMemory
    private var waveTrend: CipherWaveTrend
    private var strength: CipherStrength
    private var stochastic: CipherStochastic
    private var moneyFlow: CipherMoneyFlow
    private var schaff: CipherSchaff
    private var dots: CipherDots
    private var divergences: CipherDivergences
    private var ribbon: CipherRibbon

    /// A study that has seen no bar; every parameter in its range.
    public init(_ parameters: CipherParameters = CipherParameters()) {
        precondition(parameters.isValid, "parameters outside their ranges")
        self.parameters = parameters
        let places = CipherPlaces(parameters)
        memory = IndicatorMemory(count: places.count)
        waveTrend = CipherWaveTrend(parameters, places)
        strength = CipherStrength(length: parameters.strengthLength)
        stochastic = CipherStochastic(parameters, places)
        moneyFlow = CipherMoneyFlow(parameters, places)
        schaff = CipherSchaff(parameters, places)
        dots = CipherDots(parameters)
        divergences = CipherDivergences(parameters)
        ribbon = CipherRibbon(parameters)
    }

    /// Takes the bars of a block, in their order.
    mutating func run(_ block: CipherBlock, _ slots: MemorySlots) {
        waveTrend.run(block, slots)
        strength.run(block.close, block, into: block[.relativeStrength])
        stochastic.run(block, slots)
        moneyFlow.run(block, slots)
        schaff.run(block, slots)
        dots.run(block)
        divergences.run(block)
        ribbon.run(block)
    }
}

/// Where each window lies in the study's memory.
struct CipherPlaces {
    private(set) var count = 0
    private(set) var waveTrend = 0
    private(set) var stochastic = 0
    private(set) var stochasticK = 0
    private(set) var stochasticD = 0
    private(set) var moneyFlow = 0
    private(set) var schaff = 0
    private(set) var schaffCycle = 0
    private(set) var ribbonWaveTrend = 0

    init(_ parameters: CipherParameters) {
        waveTrend = take(WindowSum.slots(parameters.waveTrendSignal))
        stochastic = take(WindowExtremes.slots(parameters.stochasticLength))
        stochasticK = take(WindowSum.slots(parameters.stochasticK))
        stochasticD = take(WindowSum.slots(parameters.stochasticD))
        moneyFlow = take(WindowSum.slots(parameters.moneyFlowPeriod))
        schaff = take(WindowExtremes.slots(parameters.schaffLength))
        schaffCycle = take(WindowExtremes.slots(parameters.schaffLength))
        ribbonWaveTrend = take(WindowSum.slots(parameters.ribbonSignal))
    }

    private mutating func take(_ slots: Int) -> Int {
        defer { count += slots }
        return count
    }
}
