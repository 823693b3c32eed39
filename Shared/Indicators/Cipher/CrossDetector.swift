/// Notices when one line crosses another.
///
/// A cross up is a first line above the second now that was not above it one value ago; a cross down is the
/// reverse. Differences within ``tolerance`` count as equal: on a perfect ramp both WaveTrend lines are the
/// same number up to rounding, and without a tolerance that noise would be read as crosses.
public struct CrossDetector: Sendable, Equatable, Codable {
    /// What happened between two values.
    public enum Cross: Sendable, Equatable {
        case up, down
    }

    /// For oscillators that range over tens of units.
    public static let oscillatorTolerance = 1e-9

    private let tolerance: Double
    /// Sign of the last difference: -1, 0 or 1; nil before the first.
    private var side: Int?

    /// A detector that takes differences up to `tolerance`, in the lines' own unit, as none.
    public init(tolerance: Double = Self.oscillatorTolerance) { self.tolerance = tolerance }

    /// Takes both lines' values of one moment.
    ///
    /// - Returns: the cross that this moment completes, if any.
    public mutating func update(_ first: Double, _ second: Double) -> Cross? {
        let difference = first - second
        let now = abs(difference) <= tolerance ? 0 : (difference > 0 ? 1 : -1)
        defer { side = now }
        guard let side, now != 0, side != now else { return nil }
        return now > 0 ? .up : .down
    }
}
