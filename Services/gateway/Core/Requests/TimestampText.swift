/// A time as clients write it: what a browser's clock can show, so that no sum of two of them overflows.
enum TimestampText {
    static let range: ClosedRange<Int64> = -8_640_000_000_000_000...8_640_000_000_000_000
    static let rule = "must be milliseconds since 1970 UTC"

    static func accepts(_ milliseconds: Int64) -> Bool { range.contains(milliseconds) }
}
