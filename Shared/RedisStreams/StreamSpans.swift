internal import Bus
internal import Domain
internal import Messages
internal import Traces

/// The spans of what one service does with messages, from their receipt to the commit of what followed.
///
/// It reads messages and never changes one: with tracing or without, streams hold the same.
/// Names and attributes follow OpenTelemetry's conventions for messaging where they have one.
struct StreamSpans {
    private let tracer: Tracer
    /// Who takes entries; nil for one that only sends.
    private let service: ServiceName?
    /// What was begun and is not committed.
    private var open: [Span] = []
    private var startedAt = SpanTime.now

    /// Nil where nobody wants spans.
    init?(_ tracer: Tracer?, _ service: ServiceName? = nil) {
        guard let tracer else { return nil }
        self.tracer = tracer
        self.service = service
    }

    /// Forgets what was not committed, and takes the time at which a batch has come.
    mutating func begin() {
        open.removeAll(keepingCapacity: true)
        startedAt = .now
    }

    /// An entry is taken; nil where nobody wants its trace.
    mutating func take(
        _ message: Message, from stream: StreamKind, in shard: Shard, _ id: EntryID
    ) -> TraceParent? {
        guard let cause = tracer.wanted(message.trace) else { return nil }
        let reader = service?.rawValue ?? ""
        let place = cause.step(StableHash.fnv64("\(reader)/\(stream.key(in: shard))/\(message.id)"))
        var attributes = attributes("process", stream, shard, message)
        attributes.add("messaging.consumer.group.name", reader)
        attributes.add("qtp.entry_id", id.description)
        open.append(
            Span(
                "process \(stream.rawValue)", .consumer, at: place, causedBy: cause.span, from: startedAt,
                to: startedAt, attributes))
        return place
    }

    /// The entry taken last could not be used.
    mutating func fail(_ step: TraceParent?, _ reason: String) {
        guard let step, let index = open.lastIndex(where: { $0.place == step }) else { return }
        open[index].failure = reason
    }

    /// A message follows from a step, or, where it continues a trace that was held back, from that and the step both.
    mutating func send(
        _ message: Message, to stream: StreamKind, in shard: Shard, from step: TraceParent?,
        continuing held: String? = nil
    ) {
        guard let place = tracer.wanted(message.trace) else { return }
        let continued = held.flatMap { TraceParent($0) }
        let isHeldBack = continued.map { $0.trace != step?.trace } ?? false
        var span = Span(
            "send \(stream.rawValue)", .producer, at: place,
            causedBy: isHeldBack ? continued?.span : step?.span ?? continued?.span, from: .now, to: startedAt,
            attributes("send", stream, shard, message))
        if isHeldBack { span.link = step }
        open.append(span)
    }

    /// What the steps ask for was written down elsewhere before it was committed.
    mutating func journalled(from start: SpanTime) {
        let end = SpanTime.now
        let steps = Set(open.lazy.filter { $0.kind == .producer && $0.parent != nil }.map(\.place.trace))
        for trace in steps {
            guard let cause = open.first(where: { $0.place.trace == trace && $0.kind == .producer }),
                let parent = cause.parent
            else { continue }
            let id = StableHash.fnv64("journal/\(cause.place.spanID)")
            open.append(
                Span("journal", .client, at: cause.place.step(id), causedBy: parent, from: start, to: end))
        }
    }

    /// What was begun is done: it ends now.
    mutating func commit() {
        guard !open.isEmpty else { return }
        let end = SpanTime.now
        for index in open.indices where open[index].name != "journal" { open[index].end = end }
        tracer.record(open)
        open.removeAll(keepingCapacity: true)
    }

    private func attributes(
        _ operation: String, _ stream: StreamKind, _ shard: Shard, _ message: Message
    ) -> SpanAttributes {
        var attributes: SpanAttributes = [
            "messaging.system": "redis", "messaging.operation.type": .text(operation),
            "messaging.destination.name": .text(stream.key(in: shard)),
            "messaging.message.id": .text(message.id), "qtp.stream": .text(stream.rawValue),
            "qtp.shard": .text(shard.name),
        ]
        attributes.add(message.body.spanAttributes)
        return attributes
    }
}
