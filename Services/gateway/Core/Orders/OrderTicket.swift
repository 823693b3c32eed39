public import Domain

/// A previewed order that its owner may place once.
public struct OrderTicket: Sendable, Equatable {
    /// The command that will place it; with it, the order's name is known before it is placed.
    public let commandID: String
    /// The order.
    public let order: PlannedOrder
    /// Its estimated value, quote currency: what counts against a key's limits.
    public let notional: Notional

    /// A previewed order.
    public init(commandID: String, order: PlannedOrder, notional: Notional) {
        self.commandID = commandID
        self.order = order
        self.notional = notional
    }

    /// The order's name, as the executor derives it.
    public var clientOrderID: String { Order.clientOrderID(of: "command/\(commandID)") }

    /// Whether an order can have this name.
    public static func canName(_ text: String) -> Bool {
        text.utf8.count == 33 && text.utf8.first == UInt8(ascii: "q")
            && text.utf8.dropFirst().allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
    }

    /// How a ticket that is presented stands.
    public struct Standing: Sendable {
        /// The client's name for the request that used it; nil while nobody has.
        public let usedBy: String?
        /// Whether its time is over.
        public let isExpired: Bool
        /// Value of the day's orders of the same key so far.
        public let spentToday: Notional

        /// How a ticket stands.
        public init(usedBy: String?, isExpired: Bool, spentToday: Notional) {
            self.usedBy = usedBy
            self.isExpired = isExpired
            self.spentToday = spentToday
        }
    }

    /// Refuses terms that only an order without a token has: the token decides.
    ///
    /// - Throws: ``Problem`` with a fault for each.
    public static func checkTerms(_ call: Call) throws(Problem) {
        let faults = ["unit", "tolerance"].filter { call.body.text($0) != nil }.map {
            Problem.Fault(["body", $0], "was decided when the order was previewed", kind: "value_error")
        }
        guard faults.isEmpty else { throw .invalid(faults) }
    }

    /// Decides whether a call may place the order.
    ///
    /// A repeat of the call that used the ticket may go on: its command is the same, and is carried out once.
    ///
    /// - Throws: ``Problem`` with the first reason against it.
    public func check(_ call: Call, _ standing: Standing) throws(Problem) {
        if let usedBy = standing.usedBy {
            guard usedBy == call.idempotencyKey else {
                throw Self.conflict("used", "This confirmation token is used; preview the order again.")
            }
            return
        }
        guard !standing.isExpired else {
            throw Self.conflict("expired", "This confirmation token is too old; preview the order again.")
        }
        let isSame =
            call.body.text("instrument") == order.instrument.description
            && call.body.text("side") == order.side.rawValue
            && call.body.text("quantity").flatMap { Quantity($0) } == order.quantity
        guard isSame else {
            throw Self.conflict(
                "mismatch",
                "This confirmation token is for another order: \(order.side.rawValue) \(order.quantity) of "
                    + "\(order.instrument).")
        }
        try checkLimits(call.caller.limits, spentToday: standing.spentToday)
    }

    /// Holds the order to what its owner's key may use up.
    ///
    /// - Throws: ``Problem`` 403.
    public func checkLimits(_ limits: Caller.Limits, spentToday: Notional) throws(Problem) {
        if let most = limits.orderQuantities[order.instrument], order.quantity > most {
            throw Self.beyond(
                "The order is for \(order.quantity) of \(order.instrument), and one of this key for at most \(most).",
                "orderQuantities", most, order.quantity)
        }
        if let most = limits.orderNotional, notional > most {
            throw Self.beyond(
                "The order is worth \(notional), and one of this key at most \(most).", "orderNotional", most,
                notional)
        }
        if let most = limits.dailyNotional, notional > most || spentToday > most - notional {
            throw Self.beyond(
                "The order is worth \(notional) and today's orders of this key \(spentToday) already, with \(most) a day.",
                "dailyNotional", most, notional)
        }
    }

    /// There is no such ticket, or it is somebody else's; the answer does not tell which.
    public static let unknown = conflict(
        "unknown", "This confirmation token is none of this key's; preview the order first.")

    private static func conflict(_ kind: String, _ detail: String) -> Problem {
        Problem(status: 409, kind: "confirmation-\(kind)", title: "Not confirmed", detail: detail)
    }

    /// `limit` is the limit's name as the key's own document has it.
    private static func beyond(
        _ detail: String, _ limit: String, _ most: some FixedPoint, _ value: some FixedPoint
    ) -> Problem {
        Problem(
            status: 403, kind: "key-limit", title: "Beyond the key's limits", detail: detail,
            faults: [
                .init(
                    ["body", "quantity"], detail, kind: "less_than_equal",
                    context: [
                        "limit": .text(limit), "le": .text(most.description),
                        "value": .text(value.description),
                    ])
            ])
    }
}
