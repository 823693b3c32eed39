import Domain

/// The venue on paper: a market order fills whole at the open of the next bar, a little worse than it, for a fee.
struct PaperVenue {
    let feeRate: Rate
    let slippageRate: Rate

    /// What came of an order.
    enum Outcome: Equatable {
        case filled(Fill)
        /// There is no price or value at which it could be accounted for.
        case rejected(RiskRules.Failure)
    }

    /// Executes `quantity` of an order at a bar's open.
    ///
    /// The fill's id follows from the order's, so a repeat is recognised wherever it turns up.
    func execute(
        _ order: Order, quantity: Quantity, open: Price, tickSize: Price, at time: Timestamp
    ) -> Outcome {
        guard let price = open.slipped(slippageRate, for: order.side, tickSize: tickSize) else {
            return .rejected(
                RiskRules.Failure(rule: .price, detail: "none near \(open) in ticks of \(tickSize)"))
        }
        do throws(MoneyOverflow) {
            let value = try price.notional(of: quantity)
            guard value.units <= Notional.limit else { throw MoneyOverflow() }
            return .filled(
                Fill(
                    id: "\(order.clientOrderID)-1", clientOrderID: order.clientOrderID,
                    instrument: order.instrument, side: order.side, price: price, quantity: quantity,
                    fee: try value.multiplied(by: feeRate), occurredAt: time))
        } catch {
            return .rejected(RiskRules.Failure(rule: .arithmetic, detail: "\(quantity) at \(price)"))
        }
    }
}
