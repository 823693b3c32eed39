import Domain
import Messages
import Pipeline

/// People's orders.
extension Sleeve {
    /// How long an order waits for a bar to fill it, in bars: over a longer hole in the market it expires.
    private static let lifetime = 2
    /// How many orders may wait for one bar: far more than a person places, and few enough to keep a snapshot small.
    private static let maximumPending = 32

    /// Places or cancels an order and answers.
    mutating func take(_ command: OrderCommand, _ circumstances: Circumstances, into outbox: inout Outbox) {
        switch command.action {
        case .place(let planned): place(planned, command, circumstances, into: &outbox)
        case .cancel(let clientOrderID): cancel(clientOrderID, command, circumstances, into: &outbox)
        }
    }

    private mutating func place(
        _ planned: PlannedOrder, _ command: OrderCommand, _ circumstances: Circumstances,
        into outbox: inout Outbox
    ) {
        var machine = OrderStateMachine(
            clientOrderID: Order.clientOrderID(of: command.causeID), causeID: command.causeID,
            instrument: instrument, side: planned.side, quantity: planned.quantity, reason: "",
            at: lastClosedAt ?? command.issuedAt)
        let intent = OrderIntent(side: planned.side, held: expected, quantity: planned.quantity)
        if let failure = firstFailure(intent, held: expected, circumstances) {
            machine.advance(.refuse(reason: failure.description), at: machine.order.updatedAt)
            outbox.emit(.orderChanged(OrderChanged(machine.order)), to: .orders, continuing: command.trace)
            outbox.emit(
                command.reply(on: circumstances.shard, accepted: false, failure.description), to: .replies,
                continuing: command.trace)
            return
        }
        let interval = circumstances.settings.interval(of: instrument)
        let expiresAt = (0..<Self.lifetime).reduce(machine.order.updatedAt) { time, _ in time + interval }
        pending.append(
            PendingOrder(
                machine: machine, expiresAt: expiresAt, closing: intent.closing,
                worstPrice: planned.worstPrice, trace: command.trace))
        outbox.emit(.orderChanged(OrderChanged(machine.order)), to: .orders, continuing: command.trace)
        outbox.emit(
            command.reply(
                on: circumstances.shard, accepted: true, "\(machine.order.clientOrderID) is journalled"),
            to: .replies, continuing: command.trace)
    }

    private mutating func cancel(
        _ clientOrderID: String, _ command: OrderCommand, _ circumstances: Circumstances,
        into outbox: inout Outbox
    ) {
        guard let place = pending.firstIndex(where: { $0.machine.order.clientOrderID == clientOrderID })
        else {
            outbox.emit(
                command.reply(
                    on: circumstances.shard, accepted: false, "no order \(clientOrderID) waits to be filled"),
                to: .replies, continuing: command.trace)
            return
        }
        var machine = pending.remove(at: place).machine
        let reason = RiskRules.Failure(rule: .requested, detail: "by \(command.causeID)").description
        machine.advance(.cancel(reason: reason), at: lastClosedAt ?? command.issuedAt)
        outbox.emit(.orderChanged(OrderChanged(machine.order)), to: .orders, continuing: command.trace)
        outbox.emit(
            command.reply(on: circumstances.shard, accepted: true, "\(clientOrderID) is cancelled"),
            to: .replies, continuing: command.trace)
    }

    /// An order as it would be placed now.
    ///
    /// Fails where there is no price to place it at.
    func preview(
        _ request: OrderRequest, _ circumstances: Circumstances
    ) -> Result<OrderPreview, RiskRules.Failure> {
        let settings = circumstances.settings
        guard let lastClose, let lastClosedAt else { return .failure(Self.unpriced(instrument)) }
        do throws(MoneyOverflow) {
            guard
                let estimate = try OrderEstimate(
                    request, reference: lastClose, slippage: settings.slippageRate, rules: specification)
            else {
                return .failure(
                    RiskRules.Failure(
                        rule: .price, detail: "none near \(lastClose) in ticks of \(specification.tickSize)"))
            }
            let held = expected
            let quantity = estimate.order.quantity
            let failure = firstFailure(
                OrderIntent(side: request.side, held: held, quantity: quantity), held: held, circumstances)
            return .success(
                OrderPreview(
                    order: estimate.order, reference: lastClose, referenceAt: lastClosedAt,
                    price: estimate.price, notional: estimate.notional,
                    fee: try estimate.notional.multiplied(by: settings.feeRate), heldBefore: held,
                    heldAfter: held + (request.side == .buy ? quantity : -quantity),
                    failedRule: failure?.rule.rawValue, failure: failure?.detail))
        } catch {
            return .failure(RiskRules.Failure(rule: .arithmetic, detail: "a value is beyond 128 bits"))
        }
    }

    /// The first rule that says no to a person's order.
    ///
    /// A person may add to a position, which a decision may not, and is bound by what the instrument is worth, as a
    /// decision is by its size. `held` is what the order meets: the position and all that is filled before it.
    func firstFailure(
        _ intent: OrderIntent, held: Quantity, _ circumstances: Circumstances
    ) -> RiskRules.Failure? {
        guard let lastClose else { return Self.unpriced(instrument) }
        guard pending.count < Self.maximumPending else {
            return RiskRules.Failure(
                rule: .openOrders, detail: "\(pending.count), at most \(Self.maximumPending)")
        }
        do throws(MoneyOverflow) {
            var limits = RiskRules.Limits(circumstances.settings)
            limits.allowsAdding = true
            limits.isBoundByEquity = true
            return RiskRules.firstFailure(
                intent,
                RiskRules.Portfolio(
                    position: held, equity: try equity(circumstances.settings.capital), reference: lastClose,
                    specification: specification, killedBecause: circumstances.killedBecause), limits)
        } catch {
            return RiskRules.Failure(rule: .arithmetic, detail: "the equity is beyond 128 bits")
        }
    }

    /// Why a person's order may not be filled any more: one that it counted on was not filled before it.
    func lateFailure(of order: PendingOrder, _ circumstances: Circumstances) -> RiskRules.Failure? {
        guard order.worstPrice != nil else { return nil }
        let held = position.quantity
        let intent = OrderIntent(side: order.machine.order.side, held: held, quantity: order.quantity)
        return firstFailure(intent, held: held, circumstances)
    }

    /// The position once all that waits is filled, signed.
    private var expected: Quantity { pending.reduce(position.quantity) { $0 + $1.change } }

    private static func unpriced(_ instrument: InstrumentID) -> RiskRules.Failure {
        RiskRules.Failure(rule: .price, detail: "no bar of \(instrument) has closed yet")
    }
}
