extension CipherParameters {
    /// Bars before the one that first has a line's value; for turning points, the soonest that can have one.
    public func warmUp(of line: CipherLine) -> Int {
        switch line {
        case .typicalPrice: 0
        case .waveTrendMean: waveTrendChannel - 1
        case .waveTrendDeviation, .waveTrendIndex: 2 * (waveTrendChannel - 1)
        case .waveTrend1: 2 * (waveTrendChannel - 1) + waveTrendAverage - 1
        case .waveTrend2, .waveTrendDifference: warmUp(of: .waveTrend1) + waveTrendSignal - 1
        case .relativeStrength: strengthLength
        case .stochasticRaw: stochasticStrengthLength + stochasticLength - 1
        case .stochasticK:
            isStochasticAveraged
                ? warmUp(of: .stochasticD) : warmUp(of: .stochasticRaw) + stochasticK - 1
        case .stochasticD: warmUp(of: .stochasticRaw) + stochasticK - 1 + stochasticD - 1
        case .moneyFlow: moneyFlowPeriod - 1
        case .schaff: max(schaffFast, schaffSlow) - 1 + schaffLength - 1
        case .waveTrendTop, .waveTrendBottom, .secondTop, .secondBottom, .unlimitedTop, .unlimitedBottom:
            warmUp(of: .waveTrend2) + 4
        case .strengthTop, .strengthBottom, .unlimitedStrengthTop, .unlimitedStrengthBottom:
            warmUp(of: .relativeStrength) + 4
        case .stochasticTop, .stochasticBottom: warmUp(of: .stochasticK) + 4
        case .ribbon1, .ribbon2, .ribbon3, .ribbon4, .ribbon5, .ribbon6, .ribbon7, .ribbon8:
            ribbon[line.rawValue - CipherLine.ribbon1.rawValue] - 1
        case .ribbonWaveTrend1: 2 * (ribbonChannel - 1) + ribbonAverage - 1
        case .ribbonWaveTrend2: warmUp(of: .ribbonWaveTrend1) + ribbonSignal - 1
        }
    }

    /// Bars before the first on which every line is known.
    public var warmUp: Int {
        CipherLine.allCases.filter { !$0.isTurningPoint }.map(warmUp(of:)).max() ?? 0
    }
}

extension CipherParameters {
    /// Bars after which lines no longer depend on where the series began, but for a millionth.
    ///
    /// Exponential means never forget wholly: what was before weighs `(1 - alpha)^n` after `n` bars. The count is that of
    /// the slowest mean's weight falling to 1e-10, twice where means follow each other, and the windows behind it. Where
    /// the value is a quotient of small numbers (a market that hardly moves) more is needed; divergences compare with
    /// the turning point before, however old that is.
    public var convergence: Int {
        let usual = [
            2 * waveTrendChannel + waveTrendAverage, 2 * ribbonChannel + ribbonAverage, schaffFast,
            schaffSlow,
            ribbon.max() ?? 1,
        ]
        // Wilder's weight is that of a length about twice as long.
        let slowest = (usual + [2 * strengthLength, 2 * stochasticStrengthLength]).max() ?? 1
        let windows = moneyFlowPeriod + stochasticLength + stochasticK + stochasticD + 8 * schaffLength
        return 12 * slowest + windows
    }
}
