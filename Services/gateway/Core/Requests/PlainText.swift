/// What text may hold where it may hold nearly anything.
///
/// The patterns are written so that every dialect of regular expressions reads them alike.
enum PlainText {
    /// No text of a database holds a zero character.
    static let pattern = #"^[^\x00]*$"#
    /// Printable ASCII on one line: what a header can carry.
    static let headerPattern = "^[ -~]*$"
    /// An absolute address without blanks and without a fragment.
    static let urlPattern = ##"^https?://[!-"$-~]+$"##

    static func isHeader(_ text: String) -> Bool { text.utf8.allSatisfy { (32...126).contains($0) } }

    static func isURL(_ text: String) -> Bool {
        guard let scheme = ["https://", "http://"].first(where: text.hasPrefix) else { return false }
        let rest = text.utf8.dropFirst(scheme.utf8.count)
        return !rest.isEmpty && rest.allSatisfy { (33...126).contains($0) && $0 != UInt8(ascii: "#") }
    }
}
