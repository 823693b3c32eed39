internal import Domain

/// The `traceparent` of W3C Trace Context, level 1: a trace, and one step of it.
public struct TraceParent: Sendable, Hashable {
    /// Version, trace, parent and flags, as a header and a message carry them.
    public let text: String
    /// The trace.
    public let trace: UInt128
    /// The step of it that made what carries this.
    public let span: UInt64

    /// Reads a header; nil for what a receiver must not use: other lengths, capitals, ids of zeros, version ff.
    public init?(_ header: String) {
        guard let parts = Self.parts(of: header) else { return nil }
        text = header
        (trace, span) = parts
    }

    /// A step of a trace; neither may be 0.
    public init(trace: UInt128, span: UInt64) {
        self.trace = trace
        self.span = span
        text = "00-\(StableHash.hexadecimal(trace))-\(StableHash.hexadecimal(span))-01"
    }

    /// The trace, without the step of it.
    public var traceID: String { StableHash.hexadecimal(trace) }
    /// The step, as a trace's documents name it.
    public var spanID: String { StableHash.hexadecimal(span) }

    /// Another step of the same trace.
    public func step(_ span: UInt64) -> TraceParent { TraceParent(trace: trace, span: span) }

    /// Asked of every entry while traces are followed, so it makes no strings.
    private static func parts(of header: String) -> (trace: UInt128, span: UInt64)? {
        guard header.utf8.count == 55 else { return nil }
        var version: UInt64 = 0
        var trace: UInt128 = 0
        var span: UInt64 = 0
        for (place, byte) in header.utf8.enumerated() {
            if place == 2 || place == 35 || place == 52 {
                guard byte == UInt8(ascii: "-") else { return nil }
                continue
            }
            let digit: UInt8
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
            default: return nil
            }
            switch place {
            case ..<2: version = version << 4 | UInt64(digit)
            case ..<35: trace = trace << 4 | UInt128(digit)
            case ..<52: span = span << 4 | UInt64(digit)
            // The flags: whether to keep a trace is decided by its id alone.
            default: break
            }
        }
        return version != 0xff && trace != 0 && span != 0 ? (trace, span) : nil
    }
}
