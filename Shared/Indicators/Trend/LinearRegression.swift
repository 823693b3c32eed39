/// The straight line of least squares through the last `length` values.
///
/// Source: textbook; TA-Lib's LINEARREG, LINEARREG_SLOPE and LINEARREG_INTERCEPT. Constant work per value: see
/// `WindowWeights`. First result with value `length`.
public struct LinearRegression: StreamingIndicator {
    private let length: Int
    private var window: WindowWeights
    /// What is remembered of the series.
    public var memory: IndicatorMemory
    /// `length - 1`.
    public var warmUp: Int { length - 1 }

    /// The line through `length` values, at least two; 14 is usual.
    public init(length: Int) {
        self.length = checked(length, from: 2)
        window = WindowWeights(length: length)
        memory = IndicatorMemory(count: WindowWeights.slots(length))
    }

    /// Takes one value.
    @inline(__always)
    public mutating func step(_ input: Double, _ slots: MemorySlots) -> RegressionLine {
        line(window.add(input, slots))
    }

    @inline(__always)
    private func line(_ sums: WindowWeights.Result) -> RegressionLine {
        let count = Double(length)
        // Weights are 1 to n: their mean is (n + 1) / 2, their squared deviations n (n^2 - 1) / 12.
        let slope =
            (sums.weighted - sums.sum * ((count + 1) * 0.5)) / (count * (count * count - 1) / 12)
        let middle = sums.origin + sums.sum / count
        let reach = slope * ((count - 1) * 0.5)
        return RegressionLine(value: middle + reach, slope: slope, intercept: middle - reach)
    }

    /// The lines over a whole series.
    public func values(over bars: BarColumns) -> IndicatorTable<RegressionLine> {
        batch(bars) { series, base in
            WindowWeights.overSeries(series, length: length) {
                line($1).store(base + $0, stride: series.count)
            }
        }
    }
}

/// A straight line through a window.
public struct RegressionLine: IndicatorOutput, Codable {
    /// Its value at the newest element.
    public let value: Double
    /// Its change from one element to the next.
    public let slope: Double
    /// Its value at the oldest element.
    public let intercept: Double

    /// None of the three.
    public static var unknown: Self { Self(value: .nan, slope: .nan, intercept: .nan) }
    /// Three.
    public static var width: Int { 3 }
    /// Whether they are known.
    public var isKnown: Bool { !value.isNaN }
    /// Writes value, slope and intercept.
    public func store(_ slot: UnsafeMutablePointer<Double>, stride: Int) {
        slot[0] = value
        slot[stride] = slope
        slot[2 * stride] = intercept
    }
}
