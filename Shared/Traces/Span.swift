public import Messages

/// What one service did with one message or request: one step of a trace.
///
/// Its place is computed from the message it makes or takes, never drawn, so that a repeat is the same step again and
/// a message names the step that made it without having been told.
public struct Span: Sendable, Equatable {
    /// How a step stands to the steps before and after it; the numbers are OTLP's.
    public enum Kind: Int, Sendable {
        case `internal` = 1
        case server = 2
        case client = 3
        case producer = 4
        case consumer = 5
    }

    /// What was done, without names of which there are many: `process bars`.
    public var name: String
    /// How it stands to its neighbours.
    public let kind: Kind
    /// Its trace and its own id.
    public let place: TraceParent
    /// The step that caused it; nil for the first of a trace.
    public let parent: UInt64?
    /// A step of another trace that it also depended on.
    public var link: TraceParent?
    /// When it began.
    public let start: SpanTime
    /// When it ended.
    public var end: SpanTime
    /// What it was about.
    public var attributes: SpanAttributes
    /// Why it failed; nil where it did not.
    public var failure: String?

    /// A step, begun and ended.
    public init(
        _ name: String, _ kind: Kind, at place: TraceParent, causedBy parent: UInt64?, from start: SpanTime,
        to end: SpanTime, _ attributes: SpanAttributes = [:]
    ) {
        self.name = name
        self.kind = kind
        self.place = place
        self.parent = parent
        self.start = start
        self.end = end
        self.attributes = attributes
    }
}
