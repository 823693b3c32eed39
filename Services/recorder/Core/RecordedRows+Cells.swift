import Domain
import FoundationEssentials
import Messages

/// The cells of each message, in the order of its table's columns.
extension RecordedRows {
    static func row(_ listing: InstrumentListed) -> [String?] {
        let item = listing.specification
        return [
            item.instrument.description, text(item.baseAsset), text(item.quoteAsset),
            item.tickSize.description,
            item.lotSize.description, item.minimumNotional.description, listing.listedAt.description,
        ]
    }

    static func row(_ bar: Bar) -> [String?] {
        [
            bar.instrument.description, bar.interval.rawValue, bar.openedAt.description, bar.open.description,
            bar.high.description, bar.low.description, bar.close.description, bar.volume.description,
            bar.lastTradeID?.description,
        ]
    }

    static func row(_ gap: GapConfirmed) -> [String?] {
        [
            gap.gapInstrument.description, gap.interval.rawValue, gap.from.description, gap.until.description,
        ]
    }

    static func row(_ alert: Alert, openedAt: Timestamp?, disposition: String) -> [String?] {
        [
            text(alert.id), text(alert.source), alert.instrument.description, alert.interval.rawValue,
            alert.direction.rawValue, alert.strength.description, alert.sequence?.description,
            alert.timeToLive?.description, alert.sentAt?.description, alert.receivedAt.description,
            text(alert.note), openedAt?.description, disposition,
        ]
    }

    static func row(_ hole: AlertHole) -> [String?] {
        [
            text(hole.source), hole.instrument.description, hole.interval.rawValue, hole.first.description,
            hole.last.description, hole.openedAt.description,
        ]
    }

    static func row(_ signal: Signal) -> [String?] {
        [
            signal.instrument.description, signal.interval.rawValue, signal.openedAt.description,
            text(signal.engine), signal.direction.rawValue, signal.strength.description,
            JSONText.array(signal.reasons.map(JSONText.string)),
            JSONText.array(
                signal.evidence.map { item in
                    JSONText.object([
                        ("name", JSONText.string(item.name)), ("value", item.value.description),
                    ])
                }),
        ]
    }

    static func row(_ decision: Decision) -> [String?] {
        [
            decision.instrument.description, decision.interval.rawValue, decision.openedAt.description,
            decision.direction.rawValue, decision.score.description, decision.isDegraded.description,
            decision.expiresAt.description, JSONText.array(decision.contributions.map(json)),
            JSONText.array(decision.rules.map(json)),
        ]
    }

    private static func json(_ item: Decision.Contribution) -> String {
        JSONText.object([
            ("engine", JSONText.string(item.engine)), ("isAnswered", item.isAnswered.description),
            ("direction", JSONText.string(item.direction.rawValue)),
            ("strength", JSONText.string(item.strength.description)),
            ("weight", JSONText.string(item.weight.description)),
        ])
    }

    private static func json(_ item: Decision.RuleOutcome) -> String {
        JSONText.object([
            ("rule", JSONText.string(item.rule)), ("passed", item.passed.description),
            ("detail", JSONText.string(item.detail)),
        ])
    }

    static func row(_ order: Order) -> [String?] {
        [
            text(order.clientOrderID), text(order.causeID), order.instrument.description, order.side.rawValue,
            order.quantity.description, order.filledQuantity.description, order.status.rawValue,
            text(order.reason), order.updatedAt.description,
        ]
    }

    static func row(_ fill: Fill) -> [String?] {
        [
            text(fill.id), text(fill.clientOrderID), fill.instrument.description, fill.side.rawValue,
            fill.price.description, fill.quantity.description, fill.fee.description,
            fill.occurredAt.description,
        ]
    }

    static func row(_ change: PositionChanged) -> [String?] {
        let position = change.position
        return [
            position.instrument.description, position.quantity.description, position.cost.description,
            position.realized.description, position.fees.description, text(change.fillID),
            position.updatedAt.description,
        ]
    }

    static func row(_ command: CommandIssued) -> [String?] {
        [
            text(command.commandID), command.command.name, command.instrument?.description,
            text(command.issuer), text(command.replyTo), command.issuedAt.description,
        ] + content(of: command)
    }

    /// A command's name, reason and body, as far as its kind has them.
    private static func content(of issued: CommandIssued) -> [String?] {
        switch issued.command {
        case .subscribe, .unsubscribe, .backfill: [nil, nil, nil]
        case .engageKillSwitch(let reason), .releaseKillSwitch(let reason): [nil, text(reason), nil]
        case .withdrawStrategy(let name): [text(name), nil, nil]
        case .deployStrategy(let json): [strategyName(in: json).map(text), nil, text(json)]
        case .previewOrder, .placeOrder, .cancelOrder: [nil, nil, JSONText.object(arguments(of: issued))]
        }
    }

    private struct NamedStrategy: Decodable {
        let name: String
    }

    /// Nil for what no service will deploy.
    private static func strategyName(in json: String) -> String? {
        try? JSONDecoder().decode(NamedStrategy.self, from: Data(json.utf8)).name
    }

    /// The fields of a command that are its own: what it asks for beside its name.
    private static func arguments(of command: CommandIssued) -> [(name: String, value: String)] {
        let common = Set(Message.envelope.map(\.name) + ["command", "issuer", "replyTo"])
        let strings = Message(.commandIssued(command)).encoded().strings
        return stride(from: 0, to: strings.count, by: 2).filter { !common.contains(strings[$0]) }
            .map { (strings[$0], JSONText.string(strings[$0 + 1])) }
    }

    static func row(_ reply: CommandReplied) -> [String?] {
        [
            text(reply.commandID), reply.service.rawValue, reply.shard.index.description, text(reply.replyTo),
            reply.accepted.description, text(reply.detail), reply.occurredAt.description,
        ]
    }

    static func row(_ letter: EntryRejected) -> [String?] {
        [
            letter.service.rawValue, letter.shard.index.description, letter.stream.rawValue,
            text(letter.entryID), text(letter.reason), JSONText.array(letter.original.map(JSONText.string)),
            letter.occurredAt.description,
        ]
    }

    static func row(_ event: JobProgressed) -> [String?] {
        let status = event.status
        return [
            text(event.jobID), status.attempt.description, status.step.description, status.state.rawValue,
            status.progress.description, text(status.message), status.result.map(text),
            text(event.instance), event.occurredAt.description,
        ]
    }

    /// A text as a database takes it, which is any but a zero byte: one strange message must not block its
    /// shard.
    private static func text(_ value: String) -> String {
        guard value.utf8.contains(0) else { return value }
        return String(String.UnicodeScalarView(value.unicodeScalars.map { $0 == "\0" ? "\u{FFFD}" : $0 }))
    }
}
