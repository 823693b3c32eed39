import Digests
public import Messages

extension TraceParent {
    /// The trace that a request begins which belongs to none.
    public init(beginningWith requestID: String) {
        // Spread evenly, since some judge by a trace's bits which ones to keep.
        let digest = SHA256.hexadecimal(of: "request/\(requestID)".utf8)
        let text = "00-\(digest.prefix(32))-\(digest.suffix(16))-01"
        // An id of zeros, which no trace may have, is one in 2^64.
        self = TraceParent(text) ?? TraceParent(trace: 1, span: 1)
    }

    /// The step that a request is, of the trace its client sent, where that can be used, or of one of its own.
    public init(_ header: String?, requestID: String) {
        let own = TraceParent(beginningWith: requestID)
        self = header.flatMap { TraceParent($0) }?.step(own.span) ?? own
    }
}
