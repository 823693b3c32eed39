import Domain
import Messages
import Pipeline

/// One instrument's own capital, position and order.
///
/// Nothing in it depends on any other instrument.
struct Sleeve: Sendable, Equatable, Codable {
    /// The order that the next bar settles.
    struct PendingOrder: Sendable, Equatable, Codable {
        var machine: OrderStateMachine
        let expiresAt: Timestamp
        /// How much of it only takes away.
        var closing: Quantity
        /// Why only that part may be filled; nil while all of it may.
        var closingOnlyBecause: String?
        /// What a person accepts; nil for a decision's order, which takes what the market gives.
        var worstPrice: Price?
        /// The trace of what asked for it.
        var trace: String?

        /// How much of it may be filled.
        var quantity: Quantity { closingOnlyBecause == nil ? machine.order.quantity : closing }
        /// What it does to the position, signed.
        var change: Quantity { machine.order.side == .buy ? quantity : -quantity }
    }

    let instrument: InstrumentID
    private(set) var specification: InstrumentSpecification
    private(set) var position: Position
    /// What the next bar settles, in this order: a decision's order, then people's.
    var pending: [PendingOrder] = []
    private(set) var lastClose: Price?
    /// When the bar of that price closed.
    private(set) var lastClosedAt: Timestamp?
    /// What waits for its turn.
    var join = BarDecisionJoin()

    init(instrument: InstrumentID, specification: InstrumentSpecification) {
        self.instrument = instrument
        self.specification = specification
        position = Position(instrument: instrument)
    }

    /// Does everything whose turn has come.
    mutating func advance(_ circumstances: Circumstances, into outbox: inout Outbox) {
        while let event = join.next() {
            switch event {
            case .listed(let specification): self.specification = specification
            case .bar(let bar):
                settle(at: bar, circumstances, into: &outbox)
                lastClose = bar.close
                lastClosedAt = bar.openedAt + circumstances.settings.interval(of: instrument)
            case .ask(let ask): place(ask, circumstances, into: &outbox)
            case .command(let command): take(command, circumstances, into: &outbox)
            }
        }
    }

    /// Capital and everything earned and lost so far, at the last close.
    func equity(_ capital: Notional) throws(MoneyOverflow) -> Notional {
        guard let lastClose else { return capital }
        return try capital.adding(position.profit(at: lastClose))
    }

    /// Takes back what pending orders would open.
    ///
    /// - Returns: how many orders there were that would.
    mutating func forbidOpening(because reason: String, at time: Timestamp, into outbox: inout Outbox) -> Int
    {
        let failure = RiskRules.Failure(rule: .killSwitch, detail: reason).description
        var count = 0
        var held = position.quantity
        let orders = pending
        pending = []
        for var order in orders {
            // What an order closes may have been opened by one before it that is taken back now.
            let isAgainst = order.change < .zero ? held > .zero : held < .zero
            order.closing = isAgainst ? min(order.closing, held.magnitude) : .zero
            if order.closing == .zero {
                order.machine.advance(.cancel(reason: failure), at: time)
                outbox.emit(.orderChanged(OrderChanged(order.machine.order)), to: .orders)
                count += 1
                continue
            }
            if order.closingOnlyBecause == nil, order.closing < order.machine.order.quantity {
                order.closingOnlyBecause = failure
                count += 1
            }
            held += order.change
            pending.append(order)
        }
        return count
    }
}

// MARK: - From a decision to an order

extension Sleeve {
    /// Journals an order for a confirmed decision, or says which rule refused it.
    private mutating func place(
        _ ask: BarDecisionJoin.Ask, _ circumstances: Circumstances, into outbox: inout Outbox
    ) {
        let settings = circumstances.settings
        guard let lastClose else { return }
        var intent: OrderIntent
        var failure: RiskRules.Failure?
        var reduction = ""
        do throws(MoneyOverflow) {
            let equity = try equity(settings.capital)
            intent = OrderIntent(
                side: ask.side, held: heldLots,
                size: try Sizing.quantity(
                    equity: equity, fraction: settings.riskFraction, price: lastClose,
                    lotSize: specification.lotSize),
                allowsShort: settings.allowsShort)
            let portfolio = RiskRules.Portfolio(
                position: position.quantity, equity: equity, reference: lastClose,
                specification: specification,
                killedBecause: circumstances.killedBecause)
            failure = RiskRules.firstFailure(intent, portfolio, RiskRules.Limits(settings))
            // What may not turn a position round may still close it.
            if let refused = failure, intent.closing.isPositive, intent.opening.isPositive {
                intent = intent.closingOnly
                reduction = "reduced to closing by \(refused)"
                failure = RiskRules.firstFailure(intent, portfolio, RiskRules.Limits(settings))
            }
        } catch {
            intent = OrderIntent(side: ask.side, closing: .zero, opening: .zero)
            failure = RiskRules.Failure(rule: .arithmetic, detail: "the equity is beyond 128 bits")
        }
        var machine = OrderStateMachine(
            clientOrderID: Order.clientOrderID(of: ask.decisionID), causeID: ask.decisionID,
            instrument: instrument,
            side: ask.side, quantity: intent.quantity, reason: reduction, at: ask.decidedAt)
        if let failure {
            machine.advance(.refuse(reason: failure.description), at: ask.decidedAt)
        } else {
            pending.append(
                PendingOrder(
                    machine: machine, expiresAt: ask.expiresAt, closing: intent.closing, trace: ask.trace))
        }
        outbox.emit(.orderChanged(OrderChanged(machine.order)), to: .orders, continuing: ask.trace)
    }

    /// The position in whole lots, signed; what is less than a lot cannot be traded.
    private var heldLots: Quantity {
        let lots = position.quantity.magnitude.roundedDown(toMultipleOf: specification.lotSize)
        return position.quantity < .zero ? -lots : lots
    }

}

// MARK: - From an order to a fill

extension Sleeve {
    /// Settles the pending orders at a bar's open, in their order.
    private mutating func settle(
        at bar: BarDecisionJoin.WaitingBar, _ circumstances: Circumstances, into outbox: inout Outbox
    ) {
        let orders = pending
        pending = []
        for order in orders { settle(order, at: bar, circumstances, into: &outbox) }
    }

    private mutating func settle(
        _ order: PendingOrder, at bar: BarDecisionJoin.WaitingBar, _ circumstances: Circumstances,
        into outbox: inout Outbox
    ) {
        let settings = circumstances.settings
        var machine = order.machine
        func report(_ event: OrderStateMachine.Event) {
            machine.advance(event, at: bar.openedAt)
            outbox.emit(.orderChanged(OrderChanged(machine.order)), to: .orders, continuing: order.trace)
        }
        guard bar.openedAt <= order.expiresAt else {
            let failure = RiskRules.Failure(
                rule: .expired, detail: "\(bar.openedAt), until \(order.expiresAt)")
            return report(.cancel(reason: failure.description))
        }
        if let failure = lateFailure(of: order, circumstances) {
            return report(.cancel(reason: failure.description))
        }
        let venue = PaperVenue(feeRate: settings.feeRate, slippageRate: settings.slippageRate)
        switch venue.execute(
            machine.order, quantity: order.quantity, open: bar.open, tickSize: specification.tickSize,
            at: bar.openedAt)
        {
        case .rejected(let failure): report(.reject(reason: failure.description))
        case .filled(let fill) where order.isTooBad(fill.price):
            let failure = RiskRules.Failure(
                rule: .worstPrice, detail: "\(fill.price), \(order.worstPrice?.description ?? "") accepted")
            report(.cancel(reason: failure.description))
        case .filled(let fill):
            var next = position
            do {
                try next.apply(fill)
            } catch {
                let failure = RiskRules.Failure(rule: .arithmetic, detail: "the position is beyond 128 bits")
                return report(.reject(reason: failure.description))
            }
            position = next
            report(.accept)
            outbox.emit(.fillRecorded(FillRecorded(fill)), to: .orders, continuing: order.trace)
            report(.fill(fill.quantity))
            outbox.emit(
                .positionChanged(PositionChanged(position, after: fill.id)), to: .orders,
                continuing: order.trace)
            if let reason = order.closingOnlyBecause { report(.cancel(reason: reason)) }
        }
    }
}

extension Sleeve.PendingOrder {
    /// Whether a fill at this price is worse than what a person accepts.
    fileprivate func isTooBad(_ price: Price) -> Bool {
        guard let worstPrice else { return false }
        return machine.order.side == .buy ? price > worstPrice : price < worstPrice
    }
}

extension RiskRules.Limits {
    /// The limits that the settings state.
    init(_ settings: ExecutorSettings) {
        self.init(
            allowsShort: settings.allowsShort, maximumOrderNotional: settings.maximumOrderNotional,
            maximumPositionNotional: settings.maximumPositionNotional)
    }
}
