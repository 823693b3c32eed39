/// How two numbers of a bar relate.
public enum Comparison: String, Sendable, Hashable, CaseIterable {
    case above, below, atLeast, atMost
    /// Above on this bar, and not above on the bar before.
    case crossesAbove
    /// Below on this bar, and not below on the bar before.
    case crossesBelow

    /// Whether it holds on a bar; nil while a number it needs is unknown.
    func holds(_ left: Sample, _ right: Sample) -> Bool? {
        guard let now = Self.side(of: left.current, against: right.current) else { return nil }
        switch self {
        case .above: return now > 0
        case .below: return now < 0
        case .atLeast: return now >= 0
        case .atMost: return now <= 0
        case .crossesAbove:
            return Self.side(of: left.previous, against: right.previous).map { $0 <= 0 && now > 0 }
        case .crossesBelow:
            return Self.side(of: left.previous, against: right.previous).map { $0 >= 0 && now < 0 }
        }
    }

    /// 1 for above, -1 for below, 0 for equal.
    ///
    /// Two averages of a steady ramp are the same number but for rounding; without a tolerance, noise would cross.
    private static func side(of left: Double?, against right: Double?) -> Int? {
        guard let left, let right else { return nil }
        let difference = left - right
        guard abs(difference) > 1e-12 * max(abs(left), abs(right)) else { return 0 }
        return difference > 0 ? 1 : -1
    }
}
