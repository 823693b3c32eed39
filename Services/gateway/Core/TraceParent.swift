import Digests

/// The `traceparent` of W3C Trace Context, level 1.
public struct TraceParent: Sendable, Equatable {
    /// Version, trace, parent and flags, as a header carries them.
    public let text: String

    /// Reads a header; nil for what a receiver must not use: other lengths, capitals, ids of zeros, version ff.
    public init?(_ header: String) {
        let parts = header.split(separator: "-", omittingEmptySubsequences: false)
        guard header.utf8.count == 55, parts.map(\.utf8.count) == [2, 32, 16, 2],
            header.utf8.allSatisfy({
                (48...57).contains($0) || (97...102).contains($0) || $0 == UInt8(ascii: "-")
            }),
            parts[0] != "ff", parts[1].contains(where: { $0 != "0" }), parts[2].contains(where: { $0 != "0" })
        else { return nil }
        text = header
    }

    /// The trace that a request begins which belongs to none.
    public init(beginningWith requestID: String) {
        // Spread evenly, since some judge by a trace's bits which ones to keep.
        let digest = SHA256.hexadecimal(of: "request/\(requestID)".utf8)
        text = "00-\(digest.prefix(32))-\(digest.suffix(16))-01"
    }

    /// The trace of a request: the one its client sent, where that can be used, or one of its own.
    public init(_ header: String?, requestID: String) {
        self = header.flatMap { TraceParent($0) } ?? TraceParent(beginningWith: requestID)
    }

    /// The trace, without the step of it.
    public var traceID: String { String(text.dropFirst(3).prefix(32)) }
}
