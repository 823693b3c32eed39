public import Domain
internal import FoundationEssentials

extension Timestamp {
    /// This machine's clock.
    ///
    /// For shells only: a core is told the time by its events.
    public static var now: Timestamp {
        Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
    }
}
