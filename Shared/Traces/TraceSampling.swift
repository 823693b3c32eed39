internal import Messages

/// Which traces are kept: a part of them, chosen by their ids.
///
/// A function of the id alone, so that every daemon keeps the same traces without asking any other.
public struct TraceSampling: Sendable, Equatable {
    /// Traces whose mixed id lies below are kept; nil keeps all.
    private let limit: UInt64?

    /// Keeps that part of all traces, from 0 (none) to 1 (all).
    public init(ratio: Double) {
        limit = ratio >= 1 ? nil : UInt64(max(ratio, 0) * 0x1p64)
    }

    /// Whether this trace is kept.
    public func keeps(_ trace: UInt128) -> Bool {
        guard let limit else { return true }
        return Self.mixed(UInt64(truncatingIfNeeded: trace >> 64) ^ UInt64(truncatingIfNeeded: trace)) < limit
    }

    /// Spreads ids evenly that are not even themselves: those of messages are hashes of similar texts, and a client's are its own.
    ///
    /// The finalizer of SplitMix64 (Steele, Lea, Flood 2014, section 3; variant 13 of Stafford).
    private static func mixed(_ value: UInt64) -> UInt64 {
        var value = value
        value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
        return value ^ (value >> 31)
    }
}
