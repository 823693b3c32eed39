/// The WaveTrend oscillator: how far the typical price is from its mean, in mean deviations, mostly within
/// 100.
///
/// With `hlc3 = (high + low + close) / 3`: `esa = ema(hlc3, channel)`, `de = ema(|hlc3 - esa|, channel)`,
/// `ci = (hlc3 - esa) / (0.015 * de)`, `wt1 = ema(ci, average)`, `wt2 = sma(wt1, signal)`.
/// Source: the public "WaveTrend Oscillator" script by LazyBear, whose channel index is Donald Lambert's CCI
/// ("Commodities", 1980) over exponential means.
public struct WaveTrend: Sendable, Equatable, Codable {
    /// Both lines at one bar, each nil until its window is complete.
    public struct Reading: Sendable, Equatable {
        /// The oscillator.
        public let wt1: Double?
        /// Its moving average, the signal line.
        public let wt2: Double?
    }

    /// Where the deviation counts as zero, relative to the mean price.
    ///
    /// In a long flat market `ci` is 0/0, and without
    /// this floor rounding noise alone would swing the oscillator to about 67.
    private static let deviationFloor = 1e-10

    private var mean: ExponentialMovingAverage
    private var deviation: ExponentialMovingAverage
    private var smoothed: ExponentialMovingAverage
    private var signal: SimpleMovingAverage

    /// The oscillator with lengths in bars, each at least one; 9, 12 and 3 are Cipher B's.
    public init(channel: Int, average: Int, signal: Int) {
        mean = ExponentialMovingAverage(length: channel)
        deviation = ExponentialMovingAverage(length: channel)
        smoothed = ExponentialMovingAverage(length: average)
        self.signal = SimpleMovingAverage(length: signal)
    }

    /// Takes one bar.
    public mutating func update(high: Double, low: Double, close: Double) -> Reading {
        let typical = (high + low + close) / 3
        guard let mean = mean.update(typical), let deviation = deviation.update(abs(typical - mean)) else {
            return Reading(wt1: nil, wt2: nil)
        }
        let isFlat = deviation <= Self.deviationFloor * abs(mean)
        let index = isFlat ? 0 : (typical - mean) / (0.015 * deviation)
        guard let wt1 = smoothed.update(index) else { return Reading(wt1: nil, wt2: nil) }
        return Reading(wt1: wt1, wt2: signal.update(wt1))
    }
}
