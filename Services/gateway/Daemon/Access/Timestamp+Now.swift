import Domain
import FoundationEssentials

extension Timestamp {
    /// The wall clock's time.
    static var now: Timestamp { Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)) }
}
