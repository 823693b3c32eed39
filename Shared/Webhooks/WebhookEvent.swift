import Domain
public import Messages

/// A kind of event that a webhook can ask for, by its message's type.
///
/// Trades are not among them: there are thousands a second, and an HTTP request for each would serve nobody.
public enum WebhookEvent: String, Sendable, Hashable, Codable, CaseIterable {
    case barClosed = "bar.closed"
    case gapConfirmed = "gap.confirmed"
    case signalEvaluated = "signal.evaluated"
    case decisionMade = "decision.made"
    case orderChanged = "order.changed"
    case fillRecorded = "fill.recorded"
    case positionChanged = "position.changed"
    case entryRejected = "entry.rejected"

    /// The kind of a message; nil for one that no webhook can ask for.
    public init?(_ message: Message) {
        switch message.body {
        case .barClosed: self = .barClosed
        case .gapConfirmed: self = .gapConfirmed
        case .signalEvaluated: self = .signalEvaluated
        case .decisionMade: self = .decisionMade
        case .orderChanged: self = .orderChanged
        case .fillRecorded: self = .fillRecorded
        case .positionChanged: self = .positionChanged
        case .entryRejected: self = .entryRejected
        case .instrumentListed, .tradePrinted, .alertReceived, .alertPlaced, .alertsMissed, .commandIssued,
            .commandReplied, .jobRequested, .jobCancelRequested, .jobProgressed:
            return nil
        }
    }
}

/// What a filter can judge of a message; nil and it has none of it.
struct WebhookFacts: Sendable, Equatable {
    var instrument: InstrumentID?
    var interval: Interval?
    var engine: String?
    var direction: Direction?
    /// How sure a signal is, or how far a decision's score is from zero.
    var strength: Rate?
    var status: Order.Status?

    init(_ message: Message) {
        instrument = message.instrument
        switch message.body {
        case .barClosed(let body): interval = body.bar.interval
        case .gapConfirmed(let body): interval = body.interval
        case .signalEvaluated(let body):
            interval = body.signal.interval
            engine = body.signal.engine
            direction = body.signal.direction
            strength = body.signal.strength
        case .decisionMade(let body):
            interval = body.decision.interval
            direction = body.decision.direction
            strength = body.decision.score.magnitude
        case .orderChanged(let body): status = body.order.status
        case .fillRecorded, .positionChanged, .entryRejected, .instrumentListed, .tradePrinted,
            .alertReceived, .alertPlaced, .alertsMissed, .commandIssued, .commandReplied, .jobRequested,
            .jobCancelRequested, .jobProgressed:
            break
        }
    }
}
