/// The Schaff trend cycle: a stochastic of the MACD line, smoothed, and the same of the result.
///
/// `m = ema(close, fast) - ema(close, slow)`; its place in its range over `length` bars in percent, held while
/// that range is zero, smoothed by `x += factor * (new - x)`; the same again on the result. All state starts at
/// 0 on the first bar; the value is withheld until the first window is complete. Source: Doug Schaff, "Schaff
/// Trend Cycle", 1999, as the public VuManChu Cipher B script has it.
struct CipherSchaff: Sendable, Equatable, Codable {
    private var fast: ExponentialMean
    private var slow: ExponentialMean
    private var first: Cycle
    private var second: Cycle
    private let priceTolerance: Double
    private let tolerance: Double

    init(_ parameters: CipherParameters, _ places: CipherPlaces) {
        fast = ExponentialMean(length: parameters.schaffFast)
        slow = ExponentialMean(length: parameters.schaffSlow)
        first = Cycle(parameters, at: places.schaff)
        second = Cycle(parameters, at: places.schaffCycle)
        priceTolerance = parameters.priceTolerance
        tolerance = parameters.oscillatorTolerance
    }

    mutating func run(_ block: CipherBlock, _ slots: MemorySlots) {
        let (rows, close, line) = (block.rows, block.close, block[.schaff])
        var (fast, slow) = (fast, slow)
        for row in 0..<rows {
            let faster = fast.add(close[row])
            line[row] = faster - slow.add(close[row])
        }
        (self.fast, self.slow) = (fast, slow)

        let (widths, limits, places) = (block.scratch(0), block.scratch(1), block.scratch(2))
        let priceTolerance = priceTolerance
        for row in 0..<rows { limits[row] = priceTolerance * close[row] }
        first.place(rows, line, widths: widths, places: places, slots)
        first.smooth(rows, widths: widths, limits: limits, places: places, into: line)
        // Known from the first complete window of the MACD line; the second cycle runs from the first bar.
        for row in 0..<rows { limits[row] = widths[row].isNaN ? widths[row] : 1 }
        let known = limits
        second.place(rows, line, widths: widths, places: places, slots)
        second.smooth(rows, widths: widths, tolerance: tolerance, places: places, into: line)
        for row in 0..<rows { line[row] *= known[row] }
    }

    /// A stochastic and its smoothing.
    private struct Cycle: Sendable, Equatable, Codable {
        private var range: WindowExtremes
        private let factor: Double
        /// Place in the range, percent, and the same smoothed.
        private var (place, value) = (0.0, 0.0)

        init(_ parameters: CipherParameters, at place: Int) {
            range = WindowExtremes(length: parameters.schaffLength, at: place)
            factor = parameters.schaffFactor
        }

        /// The window's width at each row, and the value's place in it; values not known are passed over.
        mutating func place(
            _ rows: Int, _ values: UnsafeMutablePointer<Double>, widths: UnsafeMutablePointer<Double>,
            places: UnsafeMutablePointer<Double>, _ slots: MemorySlots
        ) {
            var range = range
            for row in 0..<rows {
                guard !values[row].isNaN else {
                    widths[row] = .nan
                    continue
                }
                let extremes = range.add(high: values[row], low: values[row], slots)
                widths[row] = extremes.high - extremes.low
                places[row] = values[row] - extremes.low
            }
            self.range = range
            for row in 0..<rows { places[row] = places[row] / widths[row] * 100 }
        }

        /// Smooths the places, each held while the window is not wider than its limit.
        @inline(__always)
        mutating func smooth(
            _ rows: Int, widths: UnsafeMutablePointer<Double>, limits: UnsafeMutablePointer<Double>? = nil,
            tolerance: Double = 0, places: UnsafeMutablePointer<Double>,
            into line: UnsafeMutablePointer<Double>
        ) {
            var (place, value) = (place, value)
            let factor = factor
            for row in 0..<rows {
                place = widths[row] > (limits?[row] ?? tolerance) ? places[row] : place
                value += factor * (place - value)
                line[row] = value
            }
            (self.place, self.value) = (place, value)
        }
    }
}
