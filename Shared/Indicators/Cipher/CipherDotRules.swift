/// Which divergences light which dots.
///
/// `div_buy_dot`, `div_sell_dot`: any regular divergence that is shown. `purple_buy`, `purple_sell`: a regular one of
/// `wt2` within either range, with a green (red) dot on one of its turn's own bars, the turning point and the two
/// that confirm it. `gold_dot`: a bullish one within the main range, or of the relative strength if that is shown,
/// after a bottom of `wt2` at or below the gold level from which it has risen above that level and by at least the
/// rise, with the relative strength at that bottom below its level.
struct CipherDotRules: Sendable, Equatable, Codable {
    /// Differences of oscillators up to this are none.
    let tolerance: Double
    private let goldLevel: Double
    private let goldRise: Double
    private let goldStrength: Double
    /// Divergences that light the buy dot, the sell dot, and may light the gold dot.
    private let (bullish, bearish, golden): (UInt64, UInt64, UInt64)

    init(_ parameters: CipherParameters) {
        tolerance = parameters.oscillatorTolerance
        goldLevel = parameters.goldLevel
        goldRise = parameters.goldRise
        goldStrength = parameters.goldStrength
        let waveTrend: UInt64 = parameters.showsWaveTrendDivergences ? .max : 0
        let strength: UInt64 = parameters.showsStrengthDivergences ? .max : 0
        let stochastic: UInt64 = parameters.showsStochasticDivergences ? .max : 0
        bullish =
            waveTrend & (CipherMark.waveTrendBullish.bit | CipherMark.secondBullish.bit)
            | strength & CipherMark.strengthBullish.bit | stochastic & CipherMark.stochasticBullish.bit
        bearish =
            waveTrend & (CipherMark.waveTrendBearish.bit | CipherMark.secondBearish.bit)
            | strength & CipherMark.strengthBearish.bit | stochastic & CipherMark.stochasticBearish.bit
        golden =
            waveTrend & CipherMark.waveTrendBullish.bit | strength & CipherMark.strengthBullish.bit
    }

    /// The dots of a bar that confirms divergences.
    ///
    /// - Parameters:
    ///   - found: its divergences.
    ///   - turn: the marks of the turn's bars.
    ///   - slow: `wt2` at the bar; NaN while unknown.
    ///   - bottom: the main range's last bottom before the bar, and the relative strength there; nil while unknown.
    /// - Returns: the dots' bits.
    func dots(
        _ found: UInt64, _ turn: UInt64, at slow: Double, after bottom: (value: Double, strength: Double)?
    ) -> UInt64 {
        var dots: UInt64 = 0
        if found & bullish != 0 { dots |= CipherMark.divergenceBuyDot.bit }
        if found & bearish != 0 { dots |= CipherMark.divergenceSellDot.bit }
        let isWaveBullish = found & (CipherMark.waveTrendBullish.bit | CipherMark.secondBullish.bit) != 0
        let isWaveBearish = found & (CipherMark.waveTrendBearish.bit | CipherMark.secondBearish.bit) != 0
        if isWaveBullish, turn & CipherMark.greenDot.bit != 0 { dots |= CipherMark.purpleBuy.bit }
        if isWaveBearish, turn & CipherMark.redDot.bit != 0 { dots |= CipherMark.purpleSell.bit }
        if found & golden != 0, let bottom, bottom.value <= goldLevel, slow > goldLevel,
            bottom.value - slow <= -goldRise, bottom.strength < goldStrength
        {
            dots |= CipherMark.goldDot.bit
        }
        return dots
    }
}
