import Digests
import Domain

/// The id of an outside signal, derived from what it is, so that copies of one signal have one id at every door.
struct AlertIdentity {
    /// What tells one signal of a source from the next.
    enum Mark: Equatable {
        /// The sender's own name for it.
        case named(String)
        /// All it says, where the sender names nothing, and the bar of its time: the same opinion on a later bar is another.
        case content([String], bar: Timestamp)
    }

    static func id(
        of mark: Mark, source: String, instrument: InstrumentID, interval: Interval
    ) -> String {
        let words =
            switch mark {
            case .named(let name): ["named", name]
            case .content(let words, let bar): ["content", bar.description] + words
            }
        // Lengths before words: no two lists of words make the same text.
        let text = ([source] + words).map { "\($0.utf8.count):\($0)" }.joined()
        let digest = SHA256.hexadecimal(of: text.utf8).prefix(32)
        return "alert/\(instrument)/\(interval.rawValue)/\(digest)"
    }
}
