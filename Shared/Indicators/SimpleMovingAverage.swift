/// Mean of the last `length` values; nil until there are that many.
///
/// The sum does not drift: see ``SlidingSum``.
public struct SimpleMovingAverage: Sendable, Equatable, Codable {
    private var window: SlidingSum

    /// The mean over `length` values, at least one.
    public init(length: Int) { window = SlidingSum(length: length) }

    /// Takes one value.
    ///
    /// - Returns: the mean of the last `length` values; nil until there are that many.
    public mutating func update(_ value: Double) -> Double? {
        guard let sum = window.update(value) else { return nil }
        return sum / Double(window.length)
    }
}
