internal import Domain
internal import Messages

/// W3C trace context, derived from message ids so that a redelivery belongs to the same trace.
enum TraceContext {
    /// The traceparent of a message that `parent` caused; a new trace when nothing did.
    ///
    /// The stream counts too: a bar that is let through keeps its id, and is a step further all the same.
    static func traceparent(of id: String, on stream: StreamKind, causedBy parent: String?) -> String {
        let span = StableHash.hexadecimal(StableHash.fnv64("\(stream.rawValue)/\(id)"))
        if let parent, parent.utf8.count == 55 {
            return "\(parent.prefix(36))\(span)-01"
        }
        return "00-\(StableHash.hexadecimal(StableHash.fnv128(id)))-\(span)-01"
    }
}
