/// Parameters of the Cipher study.
///
/// The defaults are those of the public VuManChu Cipher B script.
public struct CipherSettings: Sendable, Equatable, Codable {
    /// WaveTrend channel length, bars; at least 1.
    public let waveTrendChannel: Int
    /// WaveTrend average length, bars; at least 1.
    public let waveTrendAverage: Int
    /// WaveTrend signal line length, bars; at least 1.
    public let waveTrendSignal: Int
    /// `wt2` from which the market counts as overbought; 0 to 100.
    public let overbought: Double
    /// `wt2` down to which the market counts as oversold; -100 to 0.
    public let oversold: Double
    /// Relative strength length, bars; at least 1.
    public let relativeStrengthLength: Int
    /// Money flow period, bars; at least 1.
    public let moneyFlowPeriod: Int
    /// What a bar that closes at its extreme contributes to the money flow.
    public let moneyFlowMultiplier: Double
    /// What is taken off the money flow.
    public let moneyFlowOffset: Double
    /// Ranges within which `wt2` is searched for divergences, in their order.
    public let divergenceRanges: [DivergenceRange]
    /// A gold dot's previous bottom of `wt2` lies at or below this, and `wt2` itself is above it.
    public let goldLevel: Double
    /// A gold dot's relative strength at the previous bottom was below this; 0 to 100.
    public let goldRelativeStrength: Double
    /// How far `wt2` must have risen from the previous bottom for a gold dot.
    public let goldRise: Double

    /// Which turning points of `wt2` count in a search for divergences.
    public struct DivergenceRange: Sendable, Equatable, Codable {
        /// Tops count from here.
        public let topLimit: Double
        /// Bottoms count down to here.
        public let bottomLimit: Double
        /// Which turning points of `wt2` count.
        public init(topLimit: Double, bottomLimit: Double) {
            self.topLimit = topLimit
            self.bottomLimit = bottomLimit
        }
    }

    /// Parameters of the study; see the properties for units and ranges.
    ///
    /// Gold dots are judged on the first divergence range.
    public init(
        waveTrendChannel: Int = 9, waveTrendAverage: Int = 12, waveTrendSignal: Int = 3,
        overbought: Double = 53, oversold: Double = -53, relativeStrengthLength: Int = 14,
        moneyFlowPeriod: Int = 60, moneyFlowMultiplier: Double = 150, moneyFlowOffset: Double = 2.5,
        divergenceRanges: [DivergenceRange] = [
            DivergenceRange(topLimit: 45, bottomLimit: -65), DivergenceRange(topLimit: 15, bottomLimit: -40),
        ],
        goldLevel: Double = -75, goldRelativeStrength: Double = 30, goldRise: Double = 5
    ) {
        self.waveTrendChannel = waveTrendChannel
        self.waveTrendAverage = waveTrendAverage
        self.waveTrendSignal = waveTrendSignal
        self.overbought = overbought
        self.oversold = oversold
        self.relativeStrengthLength = relativeStrengthLength
        self.moneyFlowPeriod = moneyFlowPeriod
        self.moneyFlowMultiplier = moneyFlowMultiplier
        self.moneyFlowOffset = moneyFlowOffset
        self.divergenceRanges = divergenceRanges
        self.goldLevel = goldLevel
        self.goldRelativeStrength = goldRelativeStrength
        self.goldRise = goldRise
    }
}
