internal import Domain
internal import Messages
internal import Traces

extension Message.Body {
    /// What a span tells of a message beside its id: what one looks for traces by.
    var spanAttributes: SpanAttributes {
        var attributes: SpanAttributes = [:]
        attributes.add("qtp.type", type(of: content).schema.type)
        attributes.add("qtp.instrument", content.instrument?.description)
        attributes.add("qtp.event_time_milliseconds", Int(content.occurredAt.milliseconds))
        switch self {
        case .barClosed(let body): attributes.add("qtp.interval", body.bar.interval.rawValue)
        case .signalEvaluated(let body):
            attributes.add("qtp.interval", body.signal.interval.rawValue)
            attributes.add("qtp.engine", body.signal.engine)
            attributes.add("qtp.direction", body.signal.direction.rawValue)
        case .decisionMade(let body):
            attributes.add("qtp.interval", body.decision.interval.rawValue)
            attributes.add("qtp.direction", body.decision.direction.rawValue)
        case .orderChanged(let body):
            attributes.add("qtp.order", body.order.clientOrderID)
            attributes.add("qtp.order_status", body.order.status.rawValue)
        case .fillRecorded(let body):
            attributes.add("qtp.order", body.fill.clientOrderID)
            attributes.add("qtp.fill", body.fill.id)
        case .commandIssued(let body): attributes.add("qtp.command", body.command.name)
        case .tradePrinted, .gapConfirmed, .instrumentListed, .alertReceived, .alertPlaced, .alertsMissed,
            .positionChanged, .commandReplied, .entryRejected, .jobRequested, .jobCancelRequested,
            .jobProgressed:
            break
        }
        return attributes
    }
}
