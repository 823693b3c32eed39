/// A number that the Cipher study knows of each bar; NaN while it does not.
///
/// ``name`` is the column's name in files, answers and evidence. Formulas: ``CipherStudy``.
public enum CipherLine: Int, Sendable, CaseIterable, Codable {
    /// Typical price, `(high + low + close) / 3`.
    case typicalPrice
    /// Exponential mean of the typical price.
    case waveTrendMean
    /// Exponential mean of the distance from it.
    case waveTrendDeviation
    /// Channel index: the distance in mean deviations of 0.015.
    case waveTrendIndex
    /// WaveTrend's fast line.
    case waveTrend1
    /// Its mean, the signal line.
    case waveTrend2
    /// The difference of both, which charts call VWAP. It has no volume in it.
    case waveTrendDifference
    /// Relative strength of the close, 0 to 100.
    case relativeStrength
    /// Stochastic of the relative strength, 0 to 100, unsmoothed.
    case stochasticRaw
    /// Its mean, %K.
    case stochasticK
    /// The mean of %K, %D.
    case stochasticD
    /// Money flow: how bars close within their range.
    case moneyFlow
    /// Schaff trend cycle, 0 to 100.
    case schaff
    /// A top or a bottom that the bar confirms, at the value of its centre; one pair per divergence group.
    case waveTrendTop, waveTrendBottom, secondTop, secondBottom, unlimitedTop, unlimitedBottom
    case strengthTop, strengthBottom, unlimitedStrengthTop, unlimitedStrengthBottom
    case stochasticTop, stochasticBottom
    /// The exponential means of Cipher A's ribbon, fastest first.
    case ribbon1, ribbon2, ribbon3, ribbon4, ribbon5, ribbon6, ribbon7, ribbon8
    /// Cipher A's WaveTrend, fast line and signal line.
    case ribbonWaveTrend1, ribbonWaveTrend2

    /// Whether it is a top or a bottom, which most bars do not confirm.
    public var isTurningPoint: Bool {
        (Self.waveTrendTop.rawValue...Self.stochasticBottom.rawValue).contains(rawValue)
    }

    /// How many there are.
    static let count = 35

    /// The column's name.
    public var name: String { Self.names[rawValue] }

    private static let names = [
        "hlc3", "wt_esa", "wt_de", "wt_ci", "wt1", "wt2", "wt_vwap", "rsi", "stoch_raw", "stoch_k", "stoch_d",
        "rsi_mfi", "stc", "wt_top", "wt_bot", "wt_add_top", "wt_add_bot", "wt_nl_top", "wt_nl_bot",
        "rsi_top", "rsi_bot", "rsi_nl_top", "rsi_nl_bot", "stoch_top", "stoch_bot", "a_ema1", "a_ema2",
        "a_ema3", "a_ema4", "a_ema5", "a_ema6", "a_ema7", "a_ema8", "a_wt1", "a_wt2",
    ]
}
