/// A mark that the Cipher study draws on a bar.
///
/// The raw value is the reason code in signals; the cases are in their order there.
package enum CipherDot: String, Sendable, CaseIterable {
    /// A bullish divergence after a deep oversold bottom, with `wt2` well off it.
    case goldDot = "gold_dot"
    /// `wt1` crossed above `wt2` while oversold.
    case greenDot = "green_dot"
    /// `wt1` crossed below `wt2` while overbought.
    case redDot = "red_dot"
    /// A regular bullish divergence of `wt2`.
    case divergenceBuyDot = "div_buy_dot"
    /// A regular bearish divergence of `wt2`.
    case divergenceSellDot = "div_sell_dot"
    /// `wt1` crossed above `wt2`, anywhere.
    case smallDotUp = "small_dot_up"
    /// `wt1` crossed below `wt2`, anywhere.
    case smallDotDown = "small_dot_down"
}
