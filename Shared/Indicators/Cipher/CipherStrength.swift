/// Wilder's relative strength index on a scale of 0 to 100: `100 - 100 / (1 + gain / loss)`.
///
/// Rises and falls are averaged with Wilder's weight. An average loss of exactly zero gives 100, also for a series
/// that never moved, as TradingView does; an average gain of zero gives 0. Source: Welles Wilder, "New Concepts in
/// Technical Trading Systems", 1978, section VI.
struct CipherStrength: Sendable, Equatable, Codable {
    private var gains: ExponentialMean
    private var losses: ExponentialMean
    private var previous = 0.0
    private var hasPrevious = false

    init(length: Int) {
        gains = .wilder(length)
        losses = .wilder(length)
    }

    /// Runs over values, and may write the line in their place.
    ///
    /// Scratch columns 0 and 1 are used.
    mutating func run(
        _ values: UnsafePointer<Double>, _ block: CipherBlock, into line: UnsafeMutablePointer<Double>
    ) {
        let (gain, loss) = (block.scratch(0), block.scratch(1))
        var (gains, losses, previous) = (gains, losses, previous)
        var first = 0
        if !hasPrevious {
            hasPrevious = true
            previous = values[0]
            (gain[0], loss[0]) = (.nan, .nan)
            first = 1
        }
        for row in first..<max(first, block.rows) {
            let change = values[row] - previous
            previous = values[row]
            gain[row] = gains.add(change > 0 ? change : 0)
            loss[row] = losses.add(change < 0 ? -change : 0)
        }
        (self.gains, self.losses, self.previous) = (gains, losses, previous)
        for row in 0..<block.rows {
            let index = 100 - 100 / (1 + gain[row] / loss[row])
            // Unknown values compare as false, and are then unknown by arithmetic.
            line[row] = loss[row] == 0 ? 100 : (gain[row] == 0 ? 0 : index)
        }
    }
}

/// The stochastic of the relative strength of (the logarithm of) the close.
///
/// With `r` the relative strength: `raw = 100 * (r - lowest(r)) / (highest(r) - lowest(r))`, `K = mean(raw)`,
/// `D = mean(K)`. A range within the tolerance counts as none, and `raw` is then 50: the strength is constant, up to
/// rounding, while the price stands still. Source: Tushar Chande, Stanley Kroll, "The New Technical Trader", 1994.
struct CipherStochastic: Sendable, Equatable, Codable {
    private var strength: CipherStrength
    private var range: WindowExtremes
    private var fast: WindowSum
    private var slow: WindowSum
    private let fastLength: Double
    private let slowLength: Double
    private let isLogarithmic: Bool
    private let isAveraged: Bool
    private let tolerance: Double

    init(_ parameters: CipherParameters, _ places: CipherPlaces) {
        strength = CipherStrength(length: parameters.stochasticStrengthLength)
        range = WindowExtremes(length: parameters.stochasticLength, at: places.stochastic)
        fast = WindowSum(length: parameters.stochasticK, at: places.stochasticK)
        slow = WindowSum(length: parameters.stochasticD, at: places.stochasticD)
        fastLength = Double(parameters.stochasticK)
        slowLength = Double(parameters.stochasticD)
        isLogarithmic = parameters.isStochasticLogarithmic
        isAveraged = parameters.isStochasticAveraged
        tolerance = parameters.oscillatorTolerance
    }

    mutating func run(_ block: CipherBlock, _ slots: MemorySlots) {
        let (raw, close) = (block[.stochasticRaw], block.close)
        if isLogarithmic {
            for row in 0..<block.rows { raw[row] = naturalLogarithm(close[row]) }
            strength.run(raw, block, into: raw)
        } else {
            strength.run(close, block, into: raw)
        }
        let (lows, widths) = (block.scratch(0), block.scratch(1))
        var range = range
        for row in 0..<block.rows {
            guard !raw[row].isNaN else {
                widths[row] = .nan
                continue
            }
            let extremes = range.add(high: raw[row], low: raw[row], slots)
            lows[row] = extremes.low
            widths[row] = extremes.high - extremes.low
        }
        self.range = range
        let tolerance = tolerance
        for row in 0..<block.rows {
            let place = 100 * (raw[row] - lows[row]) / widths[row]
            raw[row] = widths[row] <= tolerance ? 50 : place
        }
        smooth(block, slots)
    }

    private mutating func smooth(_ block: CipherBlock, _ slots: MemorySlots) {
        let (raw, k, d) = (block[.stochasticRaw], block[.stochasticK], block[.stochasticD])
        var (fast, slow) = (fast, slow)
        let (fastLength, slowLength) = (fastLength, slowLength)
        for row in 0..<block.rows {
            let now = raw[row].isNaN ? raw[row] : fast.add(raw[row], slots) / fastLength
            k[row] = now
            d[row] = now.isNaN ? now : slow.add(now, slots) / slowLength
        }
        (self.fast, self.slow) = (fast, slow)
        if isAveraged {
            for row in 0..<block.rows { k[row] = (k[row] + d[row]) / 2 }
        }
    }
}
