internal import Domain

/// W3C trace context, derived from message ids so that a redelivery belongs to the same trace.
enum TraceContext {
    /// The traceparent of a message that `parent` caused; a new trace when nothing did.
    static func traceparent(of id: String, causedBy parent: String?) -> String {
        let span = StableHash.hexadecimal(StableHash.fnv64(id))
        if let parent, parent.utf8.count == 55 {
            return "\(parent.prefix(36))\(span)-01"
        }
        return "00-\(StableHash.hexadecimal(StableHash.fnv128(id)))-\(span)-01"
    }
}
