/// MACD: a fast exponential mean less a slow one, its own exponential mean, and the difference of both.
///
/// Source: Gerald Appel, "The Moving Average Convergence-Divergence Method", 1979. TA-Lib seeds the fast mean with
/// the values that end where the slow one starts, and shows all three lines from `slow + signal - 1` values on;
/// TradingView seeds each mean on its own and shows the first line from `slow` values on.
public struct MovingAverageConvergence: StreamingIndicator {
    private let lengths: [Int]
    private let convention: IndicatorConvention
    private var fast: ExponentialMean
    private var slow: ExponentialMean
    private var signal: ExponentialMean
    /// Values the fast mean has still to leave out.
    private var skipped: Int
    /// What is remembered of the series: nothing but the means.
    public var memory = IndicatorMemory(count: 0)
    /// `slow + signal - 2`.
    public var warmUp: Int { lengths[1] + lengths[2] - 2 }

    /// Means over `fast`, `slow` and `signal` values, `fast` not above `slow`; 12, 26 and 9 are Appel's.
    public init(fast: Int, slow: Int, signal: Int, convention: IndicatorConvention = .taLib) {
        precondition(fast <= slow, "the fast mean is not slower than the slow one")
        lengths = [checked(fast), checked(slow), checked(signal)]
        self.convention = convention
        self.fast = ExponentialMean(length: fast)
        self.slow = ExponentialMean(length: slow)
        self.signal = ExponentialMean(length: signal)
        skipped = convention == .taLib ? slow - fast : 0
    }

    /// Takes one value, usually a close.
    @inline(__always)
    public mutating func step(_ input: Double, _ slots: MemorySlots) -> ConvergenceLines {
        next(input)
    }

    @inline(__always)
    private mutating func next(_ input: Double) -> ConvergenceLines {
        let slowMean = slow.add(input)
        guard skipped == 0 else {
            skipped -= 1
            return .unknown
        }
        let line = fast.add(input) - slowMean
        guard !line.isNaN else { return .unknown }
        let mean = signal.add(line)
        if mean.isNaN, convention == .taLib { return .unknown }
        return ConvergenceLines(line: line, signal: mean, histogram: line - mean)
    }

    /// The three lines over a whole series.
    public func values(over bars: BarColumns) -> IndicatorTable<ConvergenceLines> {
        batch(bars) { series, base in
            var local = self
            let start = min(series.count, warmUp &+ 1)
            for row in 0..<start { local.next(series[row]).store(base + row, stride: series.count) }
            var (fast, slow, signal) = (local.fast, local.slow, local.signal)
            for row in start..<series.count {
                let line = fast.follow(series[row]) - slow.follow(series[row])
                let mean = signal.follow(line)
                ConvergenceLines(line: line, signal: mean, histogram: line - mean)
                    .store(base + row, stride: series.count)
            }
        }
    }
}

/// MACD's three lines, in the price's unit.
public struct ConvergenceLines: IndicatorOutput, Codable {
    /// The fast mean less the slow one.
    public let line: Double
    /// The mean of ``line``.
    public let signal: Double
    /// ``line`` less ``signal``.
    public let histogram: Double

    /// None of the three.
    public static var unknown: Self { Self(line: .nan, signal: .nan, histogram: .nan) }
    /// Three.
    public static var width: Int { 3 }
    /// Whether all three are known.
    public var isKnown: Bool { !histogram.isNaN }
    /// Writes line, signal and histogram.
    public func store(_ slot: UnsafeMutablePointer<Double>, stride: Int) {
        slot[0] = line
        slot[stride] = signal
        slot[2 * stride] = histogram
    }
}
