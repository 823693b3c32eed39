public import Domain

/// Points of control of past sessions to which the price has not come back.
///
/// One is tested from its session's end on. A bar or a trade touches it if it lies within
/// `min(low, previous close) ... max(high, previous close)`: a jump across it counts.
public struct NakedPointsOfControl: Sendable, Equatable, Codable {
    /// Where a session traded most.
    public struct Point: Sendable, Equatable, Codable {
        /// Start of the session.
        public let session: Timestamp
        /// Twice the price, for the middle of a row may lie between two units.
        public let doubledPrice: Int128
        /// The point of control of a session.
        public init(session: Timestamp, doubledPrice: Int128) {
            self.session = session
            self.doubledPrice = doubledPrice
        }
        /// The price; for analysis only.
        public var price: Double { Double(doubledPrice) / (2 * Double(Price.unitsPerWhole)) }
    }
    /// Those not touched yet, oldest first.
    public private(set) var points: [Point] = []
    private var previousClose: Price?
    private let limit: Int

    /// None yet; keeps the newest `limit`, at least 1.
    public init(limit: Int) {
        precondition(limit >= 1, "a limit leaves room for one")
        self.limit = limit
    }

    /// Takes note of a session that has ended, before anything later is passed.
    public mutating func add(_ point: Point) {
        if points.count == limit { points.removeFirst() }
        points.append(point)
    }

    /// Takes note of what has traded since.
    ///
    /// - Returns: the points it touched, oldest first; they are naked no more.
    public mutating func pass(low: Price, high: Price, close: Price) -> [Point] {
        let bottom = Int128(min(low, previousClose ?? low).units) * 2
        let top = Int128(max(high, previousClose ?? high).units) * 2
        previousClose = close
        // Nearly always nothing is touched.
        guard points.contains(where: { bottom...top ~= $0.doubledPrice }) else { return [] }
        let touched = points.filter { bottom...top ~= $0.doubledPrice }
        points.removeAll { bottom...top ~= $0.doubledPrice }
        return touched
    }
}
