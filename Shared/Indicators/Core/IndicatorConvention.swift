/// Whose rule an indicator follows where the platforms differ.
public enum IndicatorConvention: String, Sendable, Codable {
    /// TradingView's Pine Script.
    case tradingView
    /// TA-Lib, without the absolute thresholds that make some of its results depend on the price's scale.
    case taLib
}

/// A number of bars that an indicator can have; whoever reads it from outside has checked it before.
@inline(__always)
func checked(_ length: Int, from least: Int = 1) -> Int {
    precondition(length >= least && length <= Parameter.longest, "a length of \(length) bars")
    return length
}
