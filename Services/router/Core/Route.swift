public import Domain

/// The intervals one instrument's bars are given in.
public struct Route: Sendable, Hashable, Codable {
    /// The interval `market-feed` brings; every other one is built from it.
    public let base: Interval
    /// Larger intervals built from the base, shortest first.
    public let higher: [Interval]

    /// A route over intervals in any order; a repeated one counts once.
    public init(base: Interval, higher: [Interval] = []) {
        self.base = base
        self.higher = Set(higher).sorted()
    }

    /// What keeps it from working; empty where nothing does.
    var problems: [String] {
        higher.compactMap { interval in
            guard interval > base else {
                return "interval \(interval.rawValue) is not longer than the base interval \(base.rawValue)"
            }
            guard interval.isMultiple(of: base) else {
                return "interval \(interval.rawValue) is not a whole number of \(base.rawValue) bars"
            }
            return nil
        }
    }
}
