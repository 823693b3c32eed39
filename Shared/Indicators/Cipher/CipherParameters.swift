/// Parameters of the Cipher study: the lengths, levels and switches of Cipher A and B.
///
/// The defaults are those of the public VuManChu Cipher B and A scripts. ``fields`` gives each parameter's name
/// in files and configuration, and its range; ``validate()`` holds the values to it.
public struct CipherParameters: Sendable, Equatable, Codable {
    /// The version of the formulas.
    ///
    /// A change that can give other numbers for the same bars and parameters raises it.
    public static let formulas = 1

    /// WaveTrend's channel, average and signal lengths, bars.
    public var (waveTrendChannel, waveTrendAverage, waveTrendSignal) = (9, 12, 3)
    /// `wt2` from which the market is overbought; the second and third level are for charts.
    public var (overbought, overbought2, overbought3) = (53.0, 60.0, 100.0)
    /// `wt2` down to which the market is oversold; the second is for charts, the third gold dots' (``goldLevel``).
    public var (oversold, oversold2) = (-53.0, -60.0)
    /// A gold dot's previous bottom of `wt2` lies at or below this, and `wt2` itself is above it.
    public var goldLevel = -75.0
    /// Levels beyond which turning points of `wt2` count for divergences.
    public var (divergenceTop, divergenceBottom) = (45.0, -65.0)
    /// The second pair of levels.
    public var (secondDivergenceTop, secondDivergenceBottom) = (15.0, -40.0)
    /// Money flow: bars, what a bar that closes at its extreme counts, and what is taken off the mean.
    public var (moneyFlowPeriod, moneyFlowMultiplier, moneyFlowOffset) = (60, 150.0, 2.5)
    /// Relative strength length, bars; the levels are for charts.
    public var (strengthLength, strengthOversold, strengthOverbought) = (14, 30.0, 60.0)
    /// Levels beyond which turning points of the relative strength count for divergences.
    public var (strengthDivergenceTop, strengthDivergenceBottom) = (60.0, 30.0)
    /// Stochastic of the relative strength: window and strength length, bars.
    public var (stochasticLength, stochasticStrengthLength) = (14, 14)
    /// Smoothing of %K and %D, bars.
    public var (stochasticK, stochasticD) = (3, 3)
    /// Whether the strength is that of the close's logarithm.
    public var isStochasticLogarithmic = true
    /// Whether %K is the mean of both lines.
    public var isStochasticAveraged = false
    /// Schaff: window, fast and slow length, bars.
    public var (schaffLength, schaffFast, schaffSlow) = (10, 23, 50)
    /// Schaff: weight of the newest value in the smoothing.
    public var schaffFactor = 0.5
    /// A gold dot: relative strength at the previous bottom below this, and `wt2` risen by at least that.
    public var (goldStrength, goldRise) = (30.0, 5.0)
    /// Whether divergences of WaveTrend, relative strength and stochastic light the divergence dots.
    public var (showsWaveTrendDivergences, showsStrengthDivergences) = (true, false)
    /// Whether divergences of the stochastic light the divergence dots.
    public var showsStochasticDivergences = false
    /// Deviation that counts as none, relative to the mean price.
    ///
    /// In a long flat market WaveTrend's index is
    /// 0/0, and without this floor rounding alone would swing it to about 67.
    public var deviationFloor = 1e-10
    /// Differences of oscillators up to this are none: on a perfect ramp both WaveTrend lines are the same
    /// number up to rounding.
    public var oscillatorTolerance = 1e-9
    /// Differences of prices up to this are none, relative to the price.
    public var priceTolerance = 1e-12
    /// Cipher A's WaveTrend.
    public var (ribbonChannel, ribbonAverage, ribbonSignal) = (9, 13, 3)
    /// Levels within which Cipher A's yellow marks appear.
    public var (ribbonOversold, ribbonOverbought) = (-80.0, 100.0)
    /// Lengths of the ribbon's eight means, bars.
    public var ribbon = [5, 11, 15, 18, 21, 24, 28, 34]

    /// The scripts' defaults.
    public init() {}
}
