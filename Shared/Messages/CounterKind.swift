/// What the gateways count and remember together in Redis, beside the streams.
public enum CounterKind: String, Sendable, CaseIterable {
    /// Requests of a key or an address.
    case rate
    /// Uses of a charting service's door within a minute.
    case hook
    /// What was said under a signal's id.
    case alert

    /// The Redis key of one of them.
    public func key(_ name: String) -> String { "qtp:\(rawValue):\(name)" }
}
