#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// A moment of this machine's clock, fine enough to order the steps of one batch.
public struct SpanTime: Sendable, Hashable, Comparable {
    /// Since 1970, UTC.
    public let nanoseconds: UInt64

    /// A moment so long after 1970.
    public init(nanoseconds: UInt64) { self.nanoseconds = nanoseconds }

    /// This machine's clock.
    public static var now: SpanTime {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return SpanTime(nanoseconds: UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec))
    }

    /// Orders by time.
    public static func < (left: Self, right: Self) -> Bool { left.nanoseconds < right.nanoseconds }
}
