/// Why a venue's message cannot be used.
public enum FeedError: Error, Equatable, Sendable {
    /// No JSON, or not of the expected shape, at this byte.
    case malformed(offset: Int)
    /// A field that must be there is not.
    case missing(field: String)
    /// A field holds what no venue can have meant.
    case invalid(field: String, text: String)
}
