/// The first half of the WaveTrend oscillator: how far the typical price is from its mean, in mean deviations.
///
/// With `hlc3 = (high + low + close) / 3`: `esa = ema(hlc3, channel)`, `de = ema(|hlc3 - esa|, channel)`,
/// `ci = (hlc3 - esa) / (0.015 * de)`. Where `de` is at most the floor, relative to `esa`, `ci` is 0: a long flat
/// market is 0/0, and without this floor rounding noise alone would swing the oscillator to about 67. Source: the
/// public "WaveTrend Oscillator" script by LazyBear, whose channel index is Donald Lambert's CCI ("Commodities",
/// 1980) over exponential means.
struct CipherChannel: Sendable, Equatable, Codable {
    private var mean: ExponentialMean
    private var deviation: ExponentialMean
    private let floor: Double

    init(length: Int, floor: Double) {
        mean = ExponentialMean(length: length)
        deviation = ExponentialMean(length: length)
        self.floor = floor
    }

    mutating func run(
        _ rows: Int, over typical: UnsafeMutablePointer<Double>, means: UnsafeMutablePointer<Double>,
        deviations: UnsafeMutablePointer<Double>, indices: UnsafeMutablePointer<Double>
    ) {
        var (mean, deviation) = (mean, deviation)
        for row in 0..<rows {
            let now = mean.add(typical[row])
            means[row] = now
            deviations[row] = now.isNaN ? now : deviation.add(abs(typical[row] - now))
        }
        (self.mean, self.deviation) = (mean, deviation)
        let floor = floor
        for row in 0..<rows {
            let index = (typical[row] - means[row]) / (0.015 * deviations[row])
            // Unknown values compare as false, and are then unknown by arithmetic.
            indices[row] = deviations[row] <= floor * means[row] ? 0 : index
        }
    }
}

/// The second half: `wt1 = ema(ci, average)`, `wt2 = sma(wt1, signal)`; mostly within 100.
struct CipherWave: Sendable, Equatable, Codable {
    private var smoothed: ExponentialMean
    private var signal: WindowSum
    private let length: Double

    init(average: Int, signal: Int, at place: Int) {
        smoothed = ExponentialMean(length: average)
        self.signal = WindowSum(length: signal, at: place)
        length = Double(signal)
    }

    mutating func run(
        _ rows: Int, over indices: UnsafeMutablePointer<Double>, fast: UnsafeMutablePointer<Double>,
        slow: UnsafeMutablePointer<Double>, _ slots: MemorySlots
    ) {
        var (smoothed, signal) = (smoothed, signal)
        let length = length
        for row in 0..<rows {
            let index = indices[row]
            let now = index.isNaN ? index : smoothed.add(index)
            fast[row] = now
            slow[row] = now.isNaN ? now : signal.add(now, slots) / length
        }
        (self.smoothed, self.signal) = (smoothed, signal)
    }
}

/// WaveTrend as Cipher B and Cipher A have it.
struct CipherWaveTrend: Sendable, Equatable, Codable {
    private var channel: CipherChannel
    private var wave: CipherWave
    /// Nil while Cipher A's channel is Cipher B's, as it is by default.
    private var ribbonChannel: CipherChannel?
    private var ribbonWave: CipherWave

    init(_ parameters: CipherParameters, _ places: CipherPlaces) {
        channel = CipherChannel(length: parameters.waveTrendChannel, floor: parameters.deviationFloor)
        wave = CipherWave(
            average: parameters.waveTrendAverage, signal: parameters.waveTrendSignal, at: places.waveTrend)
        if parameters.ribbonChannel != parameters.waveTrendChannel {
            ribbonChannel = CipherChannel(
                length: parameters.ribbonChannel, floor: parameters.deviationFloor)
        }
        ribbonWave = CipherWave(
            average: parameters.ribbonAverage, signal: parameters.ribbonSignal, at: places.ribbonWaveTrend)
    }

    mutating func run(_ block: CipherBlock, _ slots: MemorySlots) {
        let (rows, typical) = (block.rows, block[.typicalPrice])
        let (high, low, close) = (block.high, block.low, block.close)
        for row in 0..<rows { typical[row] = (high[row] + low[row] + close[row]) / 3 }
        channel.run(
            rows, over: typical, means: block[.waveTrendMean], deviations: block[.waveTrendDeviation],
            indices: block[.waveTrendIndex])
        let (fast, slow) = (block[.waveTrend1], block[.waveTrend2])
        wave.run(rows, over: block[.waveTrendIndex], fast: fast, slow: slow, slots)
        let difference = block[.waveTrendDifference]
        for row in 0..<rows { difference[row] = fast[row] - slow[row] }

        var indices = block[.waveTrendIndex]
        if ribbonChannel != nil {
            indices = block.scratch(2)
            ribbonChannel?.run(
                rows, over: typical, means: block.scratch(0), deviations: block.scratch(1), indices: indices)
        }
        ribbonWave.run(
            rows, over: indices, fast: block[.ribbonWaveTrend1], slow: block[.ribbonWaveTrend2], slots)
    }
}
