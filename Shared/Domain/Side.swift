/// The side of an order or a trade.
public enum Side: String, Sendable, Hashable, Codable, CaseIterable {
    case buy, sell
    /// The other side.
    public var opposite: Side { self == .buy ? .sell : .buy }
}

/// What an opinion points to.
public enum Direction: String, Sendable, Hashable, Codable, CaseIterable {
    /// The price should rise.
    case long
    /// The price should fall.
    case short
    /// Nothing to say.
    case flat
}
