public import Domain
public import Messages
public import Pipeline

/// Turns confirmed decisions and people's orders into paper orders and fills, within limits, and keeps the positions.
///
/// Per instrument, bars and decisions of the traded interval alternate strictly; an order is journalled with the decision
/// and settled at the open of the next bar. What a step emits:
///
/// - a confirmed decision: the order, journalled or refused; a flat one: nothing;
/// - a bar with an order pending: accepted, the fill, filled, the position; or cancelled or rejected with the reason;
/// - a command: its reply, and before it the orders that it placed, refused or cancelled. One that places or cancels an
///   order takes its turn after the decision on the instrument's last bar.
///
/// A repeat of an entry changes and emits nothing.
public struct Executor: Processor, Equatable {
    /// Whose core this is.
    public static let service = ServiceName.executor
    /// Prices, what to do, and the kill switch.
    public static let inputs: [StreamKind] = [.bars, .confirmed, .executorCommands]
    /// Orders, fills and positions, and answers to commands.
    public static let outputs: [StreamKind] = [.orders, .replies]

    let shard: Shard
    let settings: ExecutorSettings
    var sleeves: [InstrumentID: Sleeve] = [:]
    var killSwitch = KillSwitch()

    /// No position and no order.
    ///
    /// Settings with ``ExecutorSettings/problems`` are a mistake of the caller.
    public init(shard: Shard, settings: ExecutorSettings) {
        precondition(settings.problems.isEmpty, settings.problems.joined(separator: "; "))
        self.shard = shard
        self.settings = settings
    }

    /// Takes one bar, listing, decision or command.
    public mutating func step(
        _ message: Message, from stream: StreamKind, into outbox: inout Outbox
    ) throws(Refusal) {
        switch message.body {
        case .barClosed(let body) where stream == .bars: try take(body.bar, into: &outbox)
        case .instrumentListed(let body) where stream == .bars: try take(body, into: &outbox)
        // Missing bars move no money; a decision that grows too old over them expires.
        case .gapConfirmed where stream == .bars: break
        case .decisionMade(let body) where stream == .confirmed:
            try take(body, message.trace, into: &outbox)
        case .commandIssued(let body) where stream == .executorCommands:
            take(body, message.trace, into: &outbox)
        case .barClosed, .instrumentListed, .gapConfirmed, .decisionMade, .commandIssued, .tradePrinted,
            .alertReceived, .alertPlaced, .alertsMissed, .signalEvaluated, .orderChanged, .fillRecorded,
            .positionChanged, .commandReplied, .entryRejected,
            .jobRequested, .jobCancelRequested, .jobProgressed:
            throw Refusal("the executor has no use for \(message.id) on \(stream.rawValue)")
        }
    }

    /// Bars, while too many of them wait for decisions; decisions never.
    ///
    /// What waits in the stream of bars waits for nothing but decisions, and those come without another bar's being
    /// read. Decisions that run ahead of their bars are a few words each, and held back they might stand in front of the
    /// one that a waiting bar needs.
    public var saturated: Set<StreamKind> {
        let waiting = sleeves.values.reduce(0) { $0 + $1.join.waitingCount }
        return waiting > settings.maximumWaitingBars ? [.bars] : []
    }
}

// MARK: - Market and decisions

extension Executor {
    private mutating func take(_ bar: Bar, into outbox: inout Outbox) throws(Refusal) {
        guard bar.interval == settings.interval(of: bar.instrument) else { return }
        guard bar.isValid else { throw Refusal("no venue can have sent this bar") }
        update(bar.instrument, into: &outbox) {
            $0.join.offer(
                BarDecisionJoin.WaitingBar(openedAt: bar.openedAt, open: bar.open, close: bar.close))
        }
    }

    private mutating func take(_ listing: InstrumentListed, into outbox: inout Outbox) throws(Refusal) {
        let specification = listing.specification
        guard specification.tickSize.isPositive, specification.lotSize.isPositive,
            specification.minimumNotional >= .zero
        else { throw Refusal("tick and lot must be above 0 and the minimum notional not below") }
        update(specification.instrument, into: &outbox) {
            $0.join.offer(specification, at: listing.listedAt)
        }
    }

    private mutating func take(
        _ body: DecisionMade, _ trace: String?, into outbox: inout Outbox
    ) throws(Refusal) {
        let decision = body.decision
        guard decision.interval == settings.interval(of: decision.instrument) else { return }
        guard decision.openedAt.isPlausible,
            decision.interval.start(of: decision.openedAt) == decision.openedAt
        else {
            throw Refusal("openedAt \(decision.openedAt) is not the start of a bar")
        }
        let side: Side? =
            switch decision.direction {
            case .long: .buy
            case .short: .sell
            case .flat: nil
            }
        let ask = side.map {
            BarDecisionJoin.Ask(
                side: $0, decisionID: decision.id, decidedAt: body.occurredAt, expiresAt: decision.expiresAt,
                trace: trace)
        }
        update(decision.instrument, into: &outbox) {
            $0.join.offer(decisionOf: decision.openedAt, ask: ask)
        }
    }

    /// Lets one instrument take something and do what it makes possible.
    mutating func update(
        _ instrument: InstrumentID, into outbox: inout Outbox, _ offer: (inout Sleeve) -> Void
    ) {
        // Taken out and put back, so that the backlogs inside are changed in place and not copied.
        var sleeve = sleeves.removeValue(forKey: instrument) ?? newSleeve(of: instrument)
        offer(&sleeve)
        sleeve.advance(circumstances, into: &outbox)
        sleeves[instrument] = sleeve
    }

    func newSleeve(of instrument: InstrumentID) -> Sleeve {
        Sleeve(instrument: instrument, specification: settings.defaultSpecification(of: instrument))
    }

    var circumstances: Circumstances {
        Circumstances(settings: settings, shard: shard, killedBecause: killSwitch.engagedBecause)
    }
}

// MARK: - Commands

extension Executor {
    private mutating func take(_ issued: CommandIssued, _ trace: String?, into outbox: inout Outbox) {
        guard killSwitch.isFirst(issued.commandID) else { return }
        switch issued.command {
        case .engageKillSwitch(let reason):
            killSwitch.engage(because: reason)
            let count = forbidOpening(at: issued.issuedAt, into: &outbox)
            reply(
                issued, accepted: true, "engaged; \(count) pending orders stopped from opening", into: &outbox
            )
        case .releaseKillSwitch:
            killSwitch.release()
            reply(issued, accepted: true, "released", into: &outbox)
        case .previewOrder(let request): preview(request, for: issued, into: &outbox)
        case .placeOrder(let order):
            enqueue(.place(order), of: order.instrument, for: issued, trace, into: &outbox)
        case .cancelOrder(let instrument, let clientOrderID):
            enqueue(
                .cancel(clientOrderID: clientOrderID), of: instrument, for: issued, trace, into: &outbox)
        case .subscribe, .unsubscribe, .backfill, .deployStrategy, .withdrawStrategy:
            reply(
                issued, accepted: false,
                "send \(issued.command.name) to \(issued.command.recipient.rawValue)",
                into: &outbox)
        }
    }

    /// Takes back what pending orders would open, in the instruments' order.
    private mutating func forbidOpening(at time: Timestamp, into outbox: inout Outbox) -> Int {
        guard let reason = killSwitch.engagedBecause else { return 0 }
        var count = 0
        for instrument in sleeves.keys.sorted() {
            count += sleeves[instrument]?.forbidOpening(because: reason, at: time, into: &outbox) ?? 0
        }
        return count
    }

    private func reply(_ issued: CommandIssued, accepted: Bool, _ detail: String, into outbox: inout Outbox) {
        outbox.emit(
            .commandReplied(
                CommandReplied(issued, by: Self.service, on: shard, accepted: accepted, detail: detail)),
            to: .replies)
    }
}
