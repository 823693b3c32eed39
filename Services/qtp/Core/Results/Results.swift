public import Domain
public import Messages

/// An order with everything that happened to it.
public struct OrderHistory: Sendable, Equatable {
    /// One change.
    public struct Event: Sendable, Equatable {
        /// The status it led to.
        public let status: Order.Status
        /// How much was filled by then.
        public let filledQuantity: Quantity
        /// Why, where the change needs a reason.
        public let reason: String
        /// Event time.
        public let occurredAt: Timestamp
        /// A change as recorded.
        public init(status: Order.Status, filledQuantity: Quantity, reason: String, occurredAt: Timestamp) {
            self.status = status
            self.filledQuantity = filledQuantity
            self.reason = reason
            self.occurredAt = occurredAt
        }
    }
    /// The order as it is now.
    public var order: Order
    /// What happened, oldest first.
    public var events: [Event]
    /// An order as recorded.
    public init(order: Order, events: [Event]) {
        self.order = order
        self.events = events
    }
    /// When it came into being.
    public var createdAt: Timestamp { events.first?.occurredAt ?? order.updatedAt }
}

/// What a run of the suite decided and did, from a replay or from the database; two equal runs give equal files.
public struct Results: Sendable, Equatable {
    /// Every outside signal whose bar has closed, and what became of it.
    public var alerts: [AlertPlacement] = []
    /// Every hole in the numbers of a source of outside signals.
    public var holes: [AlertHole] = []
    /// Every engine's answer to every bar.
    public var signals: [Signal] = []
    /// The confirmer's decision on every bar.
    public var decisions: [Decision] = []
    /// Every order.
    public var orders: [OrderHistory] = []
    /// Every fill.
    public var fills: [Fill] = []
    /// Position of the order in ``orders``.
    private var placeOfOrder: [String: Int] = [:]

    /// Nothing yet.
    public init() {}

    /// Takes note of a message; one that leaves no trace in the results is passed over.
    public mutating func record(_ body: Message.Body) {
        switch body {
        case .alertPlaced(let body): alerts.append(body.placement)
        case .alertsMissed(let body): holes.append(body.hole)
        case .signalEvaluated(let body): signals.append(body.signal)
        case .decisionMade(let body): decisions.append(body.decision)
        case .orderChanged(let body): record(body.order)
        case .fillRecorded(let body): fills.append(body.fill)
        case .barClosed, .tradePrinted, .gapConfirmed, .instrumentListed, .alertReceived, .positionChanged,
            .commandIssued,
            .commandReplied, .entryRejected, .jobRequested, .jobCancelRequested, .jobProgressed:
            break
        }
    }

    /// Takes note of an order's change, in the order of the changes.
    public mutating func record(_ order: Order) {
        let event = OrderHistory.Event(
            status: order.status, filledQuantity: order.filledQuantity, reason: order.reason,
            occurredAt: order.updatedAt)
        if let place = placeOfOrder[order.clientOrderID] {
            orders[place].order = order
            orders[place].events.append(event)
        } else {
            placeOfOrder[order.clientOrderID] = orders.count
            orders.append(OrderHistory(order: order, events: [event]))
        }
    }

    /// Equal when the content is, however it was gathered.
    public static func == (left: Self, right: Self) -> Bool {
        left.signals == right.signals && left.decisions == right.decisions && left.orders == right.orders
            && left.fills == right.fills && left.alerts == right.alerts && left.holes == right.holes
    }
}
