/// Wilder's relative strength index on a scale of 0 to 100: `100 - 100 / (1 + gain / loss)`.
///
/// Rises and falls are averaged with ``ExponentialMovingAverage/wilder(length:)``; the first result comes
/// with value `length + 1`. Source: Welles Wilder, "New Concepts in Technical Trading Systems", 1978, section
/// VI. An average loss of exactly zero gives 100, also for a series that never moved, as TradingView does.
public struct RelativeStrengthIndex: Sendable, Equatable, Codable {
    private var gains: ExponentialMovingAverage
    private var losses: ExponentialMovingAverage
    private var previous: Double?

    /// The index over `length` changes, at least one; 14 is Wilder's.
    public init(length: Int) {
        gains = .wilder(length: length)
        losses = .wilder(length: length)
    }

    /// Takes one value, usually a close.
    ///
    /// - Returns: the index; nil until `length` changes were seen.
    public mutating func update(_ value: Double) -> Double? {
        defer { previous = value }
        guard let previous else { return nil }
        let change = value - previous
        // Both take every change: in one condition the second would be skipped while the first has no result.
        let gain = gains.update(change > 0 ? change : 0)
        let loss = losses.update(change < 0 ? -change : 0)
        guard let gain, let loss else { return nil }
        if loss == 0 { return 100 }
        if gain == 0 { return 0 }
        return 100 - 100 / (1 + gain / loss)
    }
}
