/// Something that the Cipher study sees on a bar, or does not.
///
/// ``name`` is the column's name in files and the reason code in signals. Formulas: ``CipherStudy``.
public enum CipherMark: Int, Sendable, CaseIterable, Codable {
    /// `wt2` at or below the oversold level.
    case oversold
    /// `wt2` at or above the overbought level.
    case overbought
    /// `wt1` crossed above, or below, `wt2`.
    case smallDotUp, smallDotDown
    /// A cross up while oversold.
    case greenDot
    /// A cross down while overbought.
    case redDot
    /// Divergences of `wt2` within the first range of levels.
    case waveTrendBearish, waveTrendBullish, waveTrendHiddenBearish, waveTrendHiddenBullish
    /// Divergences of `wt2` within the second range.
    case secondBearish, secondBullish, secondHiddenBearish, secondHiddenBullish
    /// Divergences of `wt2` at any level.
    case unlimitedBearish, unlimitedBullish, unlimitedHiddenBearish, unlimitedHiddenBullish
    /// Divergences of the relative strength within its range.
    case strengthBearish, strengthBullish, strengthHiddenBearish, strengthHiddenBullish
    /// Divergences of the relative strength at any level.
    case unlimitedStrengthBearish, unlimitedStrengthBullish
    case unlimitedStrengthHiddenBearish, unlimitedStrengthHiddenBullish
    /// Divergences of the stochastic's %K.
    case stochasticBearish, stochasticBullish, stochasticHiddenBearish, stochasticHiddenBullish
    /// A regular divergence of those that are shown.
    case divergenceBuyDot, divergenceSellDot
    /// A regular divergence of `wt2` whose own turn also crossed while oversold, or overbought.
    case purpleBuy, purpleSell
    /// A bullish divergence after a deep oversold bottom, with `wt2` well off it.
    case goldDot
    /// The ribbon's second line is above its last.
    case ribbonUp
    /// The second line crossed above, or below, the last.
    case longCross, shortCross
    /// The first line crossed below, or above, the second.
    case redCross, greenCross
    /// The second line crossed above, or below, the third.
    case blueUp, blueDown
    /// Cipher A's `wt1` crossed below, or above, its `wt2`.
    case redDiamond, greenDiamond
    /// A diamond at levels where it warns of the reverse.
    case yellowUp, yellowDown
    /// A red diamond with a red cross; a green diamond with a green cross.
    case dumpDiamond, moonDiamond
    /// The second rising, or falling, bar on the trend's side of the ribbon.
    case bullCandle, bearCandle

    /// The column's name.
    public var name: String { Self.names[rawValue] }

    private static let names =
        ["wt_oversold", "wt_overbought", "small_dot_up", "small_dot_down", "green_dot", "red_dot"]
        + ["wt", "wt_add", "wt_nl", "rsi", "rsi_nl", "stoch"].flatMap { group in
            ["bear", "bull", "bear_hidden", "bull_hidden"].map { "\(group)_\($0)" }
        } + [
            "div_buy_dot", "div_sell_dot", "purple_buy", "purple_sell", "gold_dot", "a_ribbon_up",
            "a_long_ema", "a_short_ema", "a_red_cross", "a_green_cross", "a_blue_up", "a_blue_down",
            "a_red_diamond", "a_green_diamond", "a_yellow_up", "a_yellow_down", "a_dump_diamond",
            "a_moon_diamond", "a_bull_candle", "a_bear_candle",
        ]
}

/// The marks of one bar.
public struct CipherMarks: OptionSet, Sendable, Hashable, Codable {
    /// One bit per mark, the lowest for the first.
    public let rawValue: UInt64
    /// The marks whose bits are set.
    public init(rawValue: UInt64) { self.rawValue = rawValue }
    /// One mark alone.
    public init(_ mark: CipherMark) { rawValue = 1 << UInt64(mark.rawValue) }

    /// Whether a mark is there.
    public func contains(_ mark: CipherMark) -> Bool { rawValue >> UInt64(mark.rawValue) & 1 == 1 }

    /// The marks in the order of ``CipherMark``'s cases.
    public var list: [CipherMark] { CipherMark.allCases.filter(contains) }
}

extension CipherMark {
    /// The mark's bit.
    @inline(__always)
    var bit: UInt64 { 1 << UInt64(truncatingIfNeeded: rawValue) }
}
