import Digests

/// The `traceparent` of W3C Trace Context, level 1.
public struct TraceParent: Sendable, Equatable {
    /// Version, trace, parent and flags, as a header carries them.
    public let text: String

    /// Reads a header; nil for what a receiver must not use: other lengths, capitals, ids of zeros, version ff.
    public init?(_ header: String) {
        let bytes = Array(header.utf8)
        guard bytes.count == 55 else { return nil }
        for (place, byte) in bytes.enumerated() {
            let isDash = byte == UInt8(ascii: "-")
            let isDigit = (48...57).contains(byte) || (97...102).contains(byte)
            guard [2, 35, 52].contains(place) ? isDash : isDigit else { return nil }
        }
        func isZero(_ places: Range<Int>) -> Bool { bytes[places].allSatisfy { $0 == UInt8(ascii: "0") } }
        guard !header.hasPrefix("ff"), !isZero(3..<35), !isZero(36..<52) else { return nil }
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
