public import Domain
import Messages

/// What a message tells followers of one topic.
struct EventTelling {
    let topic: EventTopic
    let type: String
    let interval: Interval?
    let data: JSONValue

    private init(_ topic: EventTopic, _ type: String, _ interval: Interval? = nil, _ data: JSONValue) {
        self.topic = topic
        self.type = type
        self.interval = interval
        self.data = data
    }

    /// Whether a message can change what a position is worth.
    static func hasEquity(_ message: Message) -> Bool {
        switch message.body {
        case .barClosed, .positionChanged: true
        case .tradePrinted, .gapConfirmed, .instrumentListed, .alertReceived, .alertPlaced, .alertsMissed,
            .signalEvaluated, .decisionMade, .orderChanged, .fillRecorded, .commandIssued, .commandReplied,
            .entryRejected, .jobRequested,
            .jobCancelRequested, .jobProgressed:
            false
        }
    }

    /// All that a message tells, in order; empty for a command, which is told by its replies, and for an outside signal,
    /// which is told by the engine that speaks for the outside.
    static func tellings(of message: Message) -> [EventTelling] {
        switch message.body {
        case .barClosed(let body):
            [EventTelling(.candles, BarClosed.schema.type, body.bar.interval, body.bar.json)]
        case .gapConfirmed(let body):
            [EventTelling(.candles, GapConfirmed.schema.type, body.interval, body.eventData)]
        case .tradePrinted(let body):
            [EventTelling(.trades, TradePrinted.schema.type, nil, body.trade.eventData)]
        case .signalEvaluated(let body): tellings(of: body.signal)
        case .decisionMade(let body):
            [
                EventTelling(
                    .decisions, DecisionMade.schema.type, body.decision.interval, body.decision.eventData)
            ]
        case .orderChanged(let body): [EventTelling(.orders, OrderChanged.schema.type, nil, body.order.json)]
        case .fillRecorded(let body): [EventTelling(.fills, FillRecorded.schema.type, nil, body.fill.json)]
        case .positionChanged(let body):
            [EventTelling(.positions, PositionChanged.schema.type, nil, body.position.eventData)]
        case .instrumentListed(let body):
            [EventTelling(.system, InstrumentListed.schema.type, nil, body.eventData)]
        case .commandReplied(let body):
            [EventTelling(.system, CommandReplied.schema.type, nil, body.eventData)]
        case .entryRejected(let body):
            [EventTelling(.system, EntryRejected.schema.type, nil, body.eventData)]
        case .jobProgressed(let body):
            [EventTelling(.system, JobProgressed.schema.type, nil, body.eventData)]
        case .commandIssued, .jobRequested, .jobCancelRequested, .alertReceived, .alertPlaced, .alertsMissed:
            []
        }
    }

    private static func tellings(of signal: Signal) -> [EventTelling] {
        let type = SignalEvaluated.schema.type
        let opinion = EventTelling(.signals, type, signal.interval, signal.eventData)
        let topic: EventTopic? =
            switch signal.engine {
            case ServiceName.cipherEngine.rawValue: .features
            case ServiceName.volumeProfile.rawValue: .profiles
            default: nil
            }
        guard let topic else { return [opinion] }
        return [opinion, EventTelling(topic, type, signal.interval, signal.measurements)]
    }
}

extension Bar {
    /// The bar in the form of ``Resource/candle``.
    public var json: JSONValue {
        [
            "instrument": .text(instrument.description), "interval": .text(interval.rawValue),
            "openedAt": .integer(openedAt.milliseconds), "open": .text(open.description),
            "high": .text(high.description), "low": .text(low.description),
            "close": .text(close.description), "volume": .text(volume.description),
            "lastTradeID": lastTradeID.map { .integer($0) } ?? .null,
        ]
    }
}

extension GapConfirmed {
    fileprivate var eventData: JSONValue {
        [
            "instrument": .text(gapInstrument.description), "interval": .text(interval.rawValue),
            "from": .integer(from.milliseconds), "until": .integer(until.milliseconds),
        ]
    }
}

extension Trade {
    fileprivate var eventData: JSONValue {
        [
            "instrument": .text(instrument.description), "tradeID": .integer(id),
            "occurredAt": .integer(occurredAt.milliseconds), "price": .text(price.description),
            "quantity": .text(quantity.description), "aggressor": .text(aggressor.rawValue),
        ]
    }
}

extension Signal {
    private var evidenceData: JSONValue {
        .array(evidence.map { ["name": .text($0.name), "value": .raw($0.value.description)] })
    }
    /// The opinion in the form of ``Resource/signal``.
    fileprivate var eventData: JSONValue {
        [
            "id": .text(id), "engine": .text(engine), "instrument": .text(instrument.description),
            "interval": .text(interval.rawValue), "openedAt": .integer(openedAt.milliseconds),
            "direction": .text(direction.rawValue), "strength": .text(strength.description),
            "reasons": .array(reasons.map { .text($0) }), "evidence": evidenceData,
        ]
    }
    /// What was measured, without the opinion.
    fileprivate var measurements: JSONValue {
        [
            "instrument": .text(instrument.description), "interval": .text(interval.rawValue),
            "openedAt": .integer(openedAt.milliseconds), "values": evidenceData,
        ]
    }
}

extension Decision {
    /// The decision in the form of ``Resource/decision``.
    fileprivate var eventData: JSONValue {
        [
            "id": .text(id), "instrument": .text(instrument.description),
            "interval": .text(interval.rawValue), "openedAt": .integer(openedAt.milliseconds),
            "direction": .text(direction.rawValue), "score": .text(score.description),
            "isDegraded": .boolean(isDegraded), "expiresAt": .integer(expiresAt.milliseconds),
            "contributions": .array(
                contributions.map { item in
                    [
                        "engine": .text(item.engine), "isAnswered": .boolean(item.isAnswered),
                        "direction": .text(item.direction.rawValue),
                        "strength": .text(item.strength.description),
                        "weight": .text(item.weight.description),
                    ]
                }),
            "rules": .array(
                rules.map { rule in
                    [
                        "rule": .text(rule.rule), "passed": .boolean(rule.passed),
                        "detail": .text(rule.detail),
                    ]
                }),
        ]
    }
}

extension Position {
    /// The position in the form of ``Resource/position``.
    fileprivate var eventData: JSONValue {
        [
            "instrument": .text(instrument.description), "quantity": .text(quantity.description),
            "cost": .text(cost.description), "realized": .text(realized.description),
            "fees": .text(fees.description), "updatedAt": .integer(updatedAt.milliseconds),
        ]
    }
}

extension InstrumentListed {
    /// The rules in the form of ``Resource/instrument``.
    fileprivate var eventData: JSONValue {
        [
            "instrument": .text(specification.instrument.description),
            "baseAsset": .text(specification.baseAsset), "quoteAsset": .text(specification.quoteAsset),
            "tickSize": .text(specification.tickSize.description),
            "lotSize": .text(specification.lotSize.description),
            "minimumNotional": .text(specification.minimumNotional.description),
            "listedAt": .integer(listedAt.milliseconds),
        ]
    }
}

extension CommandReplied {
    fileprivate var eventData: JSONValue {
        [
            "commandID": .text(commandID), "service": .text(service.rawValue),
            "shard": .integer(Int64(shard.index)), "accepted": .boolean(accepted), "detail": .text(detail),
        ]
    }
}

extension EntryRejected {
    fileprivate var eventData: JSONValue {
        [
            "service": .text(service.rawValue), "stream": .text(stream.rawValue),
            "shard": .integer(Int64(shard.index)), "entryID": .text(entryID), "reason": .text(reason),
        ]
    }
}

extension JobProgressed {
    fileprivate var eventData: JSONValue {
        [
            "jobID": .text(jobID), "kind": .text(kind), "attempt": .integer(Int64(status.attempt)),
            "step": .integer(Int64(status.step)), "state": .text(status.state.rawValue),
            "progress": .text(status.progress.description), "message": .text(status.message),
        ]
    }
}
