/// Our instruction to a venue, and what became of it.
public struct Order: Sendable, Hashable, Codable {
    /// Where an order is in its life.
    public enum Status: String, Sendable, Hashable, Codable, CaseIterable {
        /// Written to the journal, not sent.
        case journalled
        /// The venue has it.
        case accepted
        /// Nothing left to fill.
        case filled
        /// Ended before it was filled.
        case cancelled
        /// The venue said no.
        case rejected
        /// Our own risk rules said no; it never left.
        case refused
        /// Whether nothing can happen to it any more.
        public var isFinal: Bool {
            switch self {
            case .journalled, .accepted: false
            case .filled, .cancelled, .rejected, .refused: true
            }
        }
    }
    /// Derived from the cause, the decision; unique for ever and legal on the venue (`[a-zA-Z0-9-_]{1,36}`).
    public let clientOrderID: String
    /// The decision that asked for it, or `command/<id>` for a person's order.
    public let causeID: String
    /// Which instrument.
    public let instrument: InstrumentID
    /// Buy or sell.
    public let side: Side
    /// How much, in base asset; positive, a multiple of the lot size.
    ///
    /// Zero for a refused order that was never sized.
    public let quantity: Quantity
    /// How much of it is filled.
    public let filledQuantity: Quantity
    /// Where it is in its life.
    public let status: Status
    /// The rule and numbers behind a refusal, rejection or cancellation, or why it is smaller than was wanted.
    ///
    /// Empty where there is nothing to explain.
    public let reason: String
    /// Event time of the change that led to this status.
    public let updatedAt: Timestamp
    /// The name of the order that a cause leads to: 33 characters, legal on every venue we know.
    public static func clientOrderID(of causeID: String) -> String {
        "q" + StableHash.hexadecimal(StableHash.fnv128(causeID))
    }
    /// Our instruction to a venue, and what became of it.
    public init(
        clientOrderID: String, causeID: String, instrument: InstrumentID, side: Side, quantity: Quantity,
        filledQuantity: Quantity, status: Status, reason: String, updatedAt: Timestamp
    ) {
        self.clientOrderID = clientOrderID
        self.causeID = causeID
        self.instrument = instrument
        self.side = side
        self.quantity = quantity
        self.filledQuantity = filledQuantity
        self.status = status
        self.reason = reason
        self.updatedAt = updatedAt
    }
}
