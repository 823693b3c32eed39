public import Messages

/// What a client can follow.
public enum EventTopic: String, Sendable, Hashable, CaseIterable {
    /// Closed bars, and stretches for which the venue has none.
    case candles
    /// Single trades.
    case trades
    /// What the cipher engine measured on each bar.
    case features
    /// What the profile engine measured on each bar.
    case profiles
    /// Every engine's opinion on each bar.
    case signals
    /// What the confirmer made of the opinions.
    case decisions
    /// Every change of an order.
    case orders
    /// Every execution.
    case fills
    /// What is held after each fill.
    case positions
    /// What a position is worth after each fill and each bar.
    case equity
    /// Listings, replies to commands, dead letters, progress of jobs, and how far the services are.
    case system

    /// The streams its events are made of, and whose places make up a client's cursor.
    public var streams: [StreamKind] {
        switch self {
        case .candles: [.bars]
        case .trades: [.trades]
        case .features, .profiles, .signals: [.signals]
        case .decisions: [.confirmed]
        case .orders, .fills, .positions: [.orders]
        case .equity: [.bars, .orders]
        case .system: [.bars, .replies, .dead, .jobEvents]
        }
    }

    /// Whether missed events can be made again from the streams.
    ///
    /// An equity event is made of two streams, between which there is no order: after a pause a client is given the
    /// newest of each instrument.
    public var isRepeatable: Bool { self != .equity }

    /// All streams that carry events; the order is part of the cursor's form, so a new one goes last.
    public static let allStreams: [StreamKind] = [
        .bars, .trades, .signals, .confirmed, .orders, .replies, .dead, .jobEvents,
    ]
}
