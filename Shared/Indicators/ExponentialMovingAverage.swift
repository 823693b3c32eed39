/// Exponentially weighted mean `alpha * value + (1 - alpha) * previous`, seeded with the mean of the first
/// values.
///
/// Seeding follows TradingView's `ta.ema` and `ta.rma` and TA-Lib: the first result, at the `length`-th
/// value, is their plain mean. (Seeding with the first value alone differs for some ten lengths.)
public struct ExponentialMovingAverage: Sendable, Equatable, Codable {
    private let length: Int
    private let alpha: Double
    /// Values taken, until there are enough for the seed.
    private var count = 0
    private var seedSum = 0.0
    private var state: Double?

    private init(length: Int, alpha: Double) {
        precondition(length >= 1, "an average needs at least one value")
        self.length = length
        self.alpha = alpha
    }

    /// The usual weight, `alpha = 2 / (length + 1)`.
    public init(length: Int) {
        self.init(length: length, alpha: 2 / Double(length + 1))
    }

    /// Wilder's weight, `alpha = 1 / length`; Pine's `rma`.
    ///
    /// Source: Welles Wilder, "New Concepts in Technical Trading Systems", 1978.
    public static func wilder(length: Int) -> Self {
        Self(length: length, alpha: 1 / Double(length))
    }

    /// Takes one value.
    ///
    /// - Returns: the mean so far; nil until `length` values were taken.
    public mutating func update(_ value: Double) -> Double? {
        if let previous = state {
            state = alpha * value + (1 - alpha) * previous
            return state
        }
        seedSum += value
        count += 1
        guard count == length else { return nil }
        state = seedSum / Double(length)
        return state
    }
}
