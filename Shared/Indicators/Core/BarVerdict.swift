/// What becomes of a bar at the door: taken, or refused with the first reason that applies.
///
/// A bar is refused, never repaired, and one that is refused leaves no trace: indicators run over the bars that
/// remain. Missing bars are not invented.
public enum BarVerdict: String, Sendable, CaseIterable {
    /// Taken.
    case accepted = "ok"
    /// A number is missing, NaN, infinite, or beyond ``largest``.
    case notFinite = "not_finite"
    /// A price is zero or negative, or below ``smallest``.
    case notPositive = "not_positive"
    /// High and low do not enclose open and close.
    case badRange = "bad_range"
    /// The volume is negative.
    case negativeVolume = "negative_volume"
    /// The bar is not later than the last one taken.
    case notAfterPrevious = "not_after_previous"

    /// Squares of larger prices, times volumes, would leave the range of a `Double`.
    public static let largest = 1e60
    /// Ratios to smaller prices would.
    public static let smallest = 1e-60

    /// Judges a bar that starts at `time`, milliseconds; `last` is when the last one taken started.
    public init(_ bar: BarValues, at time: Int64, after last: Int64?) {
        let prices = [bar.open, bar.high, bar.low, bar.close]
        // Written so that NaN is refused.
        guard prices.allSatisfy({ abs($0) <= Self.largest }), abs(bar.volume) <= Self.largest else {
            self = .notFinite
            return
        }
        guard prices.allSatisfy({ $0 >= Self.smallest }) else {
            self = .notPositive
            return
        }
        guard bar.high >= max(bar.open, bar.low, bar.close), bar.low <= min(bar.open, bar.high, bar.close)
        else {
            self = .badRange
            return
        }
        guard bar.volume >= 0 else {
            self = .negativeVolume
            return
        }
        self = last.map { time > $0 } ?? true ? .accepted : .notAfterPrevious
    }
}
