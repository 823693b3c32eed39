import Domain

/// An order and the changes it may go through.
///
/// ```
/// journalled ──► accepted ──► filled
///     │             ├───────► cancelled
///     │             └───────► rejected
///     └──► refused, cancelled, rejected
/// ```
struct OrderStateMachine: Sendable, Equatable, Codable {
    /// What can happen to an order.
    enum Event: Sendable, Equatable {
        case accept
        /// So much was executed.
        case fill(Quantity)
        case cancel(reason: String)
        case reject(reason: String)
        case refuse(reason: String)
    }

    /// A change that the order's status does not allow.
    struct IllegalTransition: Error, Equatable {
        let status: Order.Status
        let event: Event
    }

    /// The order as it is now.
    private(set) var order: Order

    /// An order that is written down and not sent.
    init(
        clientOrderID: String, causeID: String, instrument: InstrumentID, side: Side, quantity: Quantity,
        reason: String, at time: Timestamp
    ) {
        order = Order(
            clientOrderID: clientOrderID, causeID: causeID, instrument: instrument, side: side,
            quantity: quantity,
            filledQuantity: .zero, status: .journalled, reason: reason, updatedAt: time)
    }

    /// Takes the order to its next status; an illegal change leaves it as it was.
    mutating func apply(_ event: Event, at time: Timestamp) throws(IllegalTransition) {
        switch (order.status, event) {
        case (.journalled, .accept): change(to: .accepted, at: time)
        case (.accepted, .fill(let quantity)):
            let filled = order.filledQuantity + quantity
            guard quantity.isPositive, filled <= order.quantity else {
                throw IllegalTransition(status: order.status, event: event)
            }
            change(to: filled == order.quantity ? .filled : .accepted, filled: filled, at: time)
        case (.journalled, .refuse(let reason)): change(to: .refused, because: reason, at: time)
        case (.journalled, .cancel(let reason)), (.accepted, .cancel(let reason)):
            change(to: .cancelled, because: reason, at: time)
        case (.journalled, .reject(let reason)), (.accepted, .reject(let reason)):
            change(to: .rejected, because: reason, at: time)
        case (.journalled, .fill), (.accepted, .accept), (.accepted, .refuse),
            (.filled, _), (.cancelled, _), (.rejected, _), (.refused, _):
            throw IllegalTransition(status: order.status, event: event)
        }
    }

    /// Takes the order along a change that is legal by construction.
    ///
    /// An illegal one is a mistake in this module: stopping is better than a journal that tells a wrong story.
    mutating func advance(_ event: Event, at time: Timestamp) {
        do {
            try apply(event, at: time)
        } catch {
            preconditionFailure("\(error.event) cannot happen to an order that is \(error.status.rawValue)")
        }
    }

    private mutating func change(
        to status: Order.Status, because reason: String? = nil, filled: Quantity? = nil, at time: Timestamp
    ) {
        order = Order(
            clientOrderID: order.clientOrderID, causeID: order.causeID, instrument: order.instrument,
            side: order.side, quantity: order.quantity, filledQuantity: filled ?? order.filledQuantity,
            status: status, reason: reason ?? order.reason, updatedAt: max(order.updatedAt, time))
    }
}
