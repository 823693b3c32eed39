public import Domain

/// One entry of a stream: an envelope and one of the suite's message bodies.
public struct Message: Sendable, Equatable {
    /// What it says.
    public let body: Body
    /// W3C traceparent of the step that made it; nil in a replay.
    public let trace: String?

    /// A message with its trace.
    public init(_ body: Body, trace: String? = nil) {
        self.body = body
        self.trace = trace
    }

    /// Every message there is.
    ///
    /// Closed on purpose: a reader that forgets one does not compile.
    public enum Body: Sendable, Equatable {
        case barClosed(BarClosed)
        case tradePrinted(TradePrinted)
        case gapConfirmed(GapConfirmed)
        case instrumentListed(InstrumentListed)
        case alertReceived(AlertReceived)
        case alertPlaced(AlertPlaced)
        case alertsMissed(AlertsMissed)
        case signalEvaluated(SignalEvaluated)
        case decisionMade(DecisionMade)
        case orderChanged(OrderChanged)
        case fillRecorded(FillRecorded)
        case positionChanged(PositionChanged)
        case commandIssued(CommandIssued)
        case commandReplied(CommandReplied)
        case entryRejected(EntryRejected)
        case jobRequested(JobRequested)
        case jobCancelRequested(JobCancelRequested)
        case jobProgressed(JobProgressed)

        /// The content, whatever it is.
        public var content: any MessageBody {
            switch self {
            case .barClosed(let body): body
            case .tradePrinted(let body): body
            case .gapConfirmed(let body): body
            case .instrumentListed(let body): body
            case .alertReceived(let body): body
            case .alertPlaced(let body): body
            case .alertsMissed(let body): body
            case .signalEvaluated(let body): body
            case .decisionMade(let body): body
            case .orderChanged(let body): body
            case .fillRecorded(let body): body
            case .positionChanged(let body): body
            case .commandIssued(let body): body
            case .commandReplied(let body): body
            case .entryRejected(let body): body
            case .jobRequested(let body): body
            case .jobCancelRequested(let body): body
            case .jobProgressed(let body): body
            }
        }
    }

    /// The bodies' types, in the order of the documentation.
    public static let catalogue: [any MessageBody.Type] = [
        InstrumentListed.self, TradePrinted.self, BarClosed.self, GapConfirmed.self, SignalEvaluated.self,
        DecisionMade.self, OrderChanged.self, FillRecorded.self, PositionChanged.self, CommandIssued.self,
        CommandReplied.self, EntryRejected.self, JobRequested.self, JobCancelRequested.self,
        JobProgressed.self, AlertReceived.self, AlertPlaced.self, AlertsMissed.self,
    ]

    /// The envelope's fields, which precede the payload's in every entry.
    public static let envelope: [FieldSchema] = [
        FieldSchema("type", .text, "The message's type."),
        FieldSchema("v", .integer, "Version of the message's schema."),
        FieldSchema("id", .text, "Derived from the cause, the same on every redelivery."),
        FieldSchema(
            "key", .text, "The instrument, by which order is kept; empty for what concerns a whole shard."),
        FieldSchema("ts", .timestamp, "Event time."),
        FieldSchema("trace", .text, "W3C traceparent.", isOptional: true),
    ]

    /// The entry's fields in their wire form.
    public func encoded() -> WireFields {
        switch body {
        case .barClosed(let body): encode(body)
        case .tradePrinted(let body): encode(body)
        case .gapConfirmed(let body): encode(body)
        case .instrumentListed(let body): encode(body)
        case .alertReceived(let body): encode(body)
        case .alertPlaced(let body): encode(body)
        case .alertsMissed(let body): encode(body)
        case .signalEvaluated(let body): encode(body)
        case .decisionMade(let body): encode(body)
        case .orderChanged(let body): encode(body)
        case .fillRecorded(let body): encode(body)
        case .positionChanged(let body): encode(body)
        case .commandIssued(let body): encode(body)
        case .commandReplied(let body): encode(body)
        case .entryRejected(let body): encode(body)
        case .jobRequested(let body): encode(body)
        case .jobCancelRequested(let body): encode(body)
        case .jobProgressed(let body): encode(body)
        }
    }

    private func encode<Content: MessageBody>(_ content: Content) -> WireFields {
        var writer = FieldWriter()
        writer.write("type", Content.schema.type)
        writer.write("v", Int64(Content.schema.version))
        writer.write("id", content.id)
        writer.write("key", content.instrument?.description ?? "")
        writer.write("ts", content.occurredAt)
        if let trace { writer.write("trace", trace) }
        content.write(to: &writer)
        return writer.fields
    }

    /// Reads an entry's name, value, name, value.
    ///
    /// Fields this build does not know are passed over; a message of a newer version is read as far as it is known.
    public init(decoding strings: [String]) throws(DecodingFailure) {
        var reader = try FieldReader(strings)
        let type = try reader.text("type")
        switch type {
        case BarClosed.schema.type: body = .barClosed(try BarClosed(from: &reader))
        case TradePrinted.schema.type: body = .tradePrinted(try TradePrinted(from: &reader))
        case GapConfirmed.schema.type: body = .gapConfirmed(try GapConfirmed(from: &reader))
        case InstrumentListed.schema.type: body = .instrumentListed(try InstrumentListed(from: &reader))
        case AlertReceived.schema.type: body = .alertReceived(try AlertReceived(from: &reader))
        case AlertPlaced.schema.type: body = .alertPlaced(try AlertPlaced(from: &reader))
        case AlertsMissed.schema.type: body = .alertsMissed(try AlertsMissed(from: &reader))
        case SignalEvaluated.schema.type: body = .signalEvaluated(try SignalEvaluated(from: &reader))
        case DecisionMade.schema.type: body = .decisionMade(try DecisionMade(from: &reader))
        case OrderChanged.schema.type: body = .orderChanged(try OrderChanged(from: &reader))
        case FillRecorded.schema.type: body = .fillRecorded(try FillRecorded(from: &reader))
        case PositionChanged.schema.type: body = .positionChanged(try PositionChanged(from: &reader))
        case CommandIssued.schema.type: body = .commandIssued(try CommandIssued(from: &reader))
        case CommandReplied.schema.type: body = .commandReplied(try CommandReplied(from: &reader))
        case EntryRejected.schema.type: body = .entryRejected(try EntryRejected(from: &reader))
        case JobRequested.schema.type: body = .jobRequested(try JobRequested(from: &reader))
        case JobCancelRequested.schema.type: body = .jobCancelRequested(try JobCancelRequested(from: &reader))
        case JobProgressed.schema.type: body = .jobProgressed(try JobProgressed(from: &reader))
        default: throw .unknownType(type)
        }
        trace = reader.find("trace")
    }

    /// Derived from the cause, the same on every redelivery.
    public var id: String { body.content.id }
    /// The instrument it is about; nil for what concerns a whole shard.
    public var instrument: InstrumentID? { body.content.instrument }
    /// Event time.
    public var occurredAt: Timestamp { body.content.occurredAt }
}
