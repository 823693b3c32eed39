public import Domain

/// A number a bar has by itself.
public enum PriceSource: String, Sendable, Hashable, Codable, CaseIterable {
    /// First, highest, lowest and last trade, in quote currency.
    case open, high, low, close
    /// Mean of high, low and close, the "typical price".
    case hlc3
    /// Traded amount, base asset.
    case volume

    /// The number, for analysis.
    public func value(of bar: Bar) -> Double {
        switch self {
        case .open: bar.open.approximation
        case .high: bar.high.approximation
        case .low: bar.low.approximation
        case .close: bar.close.approximation
        case .hlc3: (bar.high.approximation + bar.low.approximation + bar.close.approximation) / 3
        case .volume: bar.volume.approximation
        }
    }
}
