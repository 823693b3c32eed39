/// One execution of our own order.
public struct Fill: Sendable, Hashable, Codable {
    /// Unique for ever: the venue's trade id, or derived from the order on paper.
    public let id: String
    /// The order it belongs to.
    public let clientOrderID: String
    /// Which instrument.
    public let instrument: InstrumentID
    /// Buy or sell.
    public let side: Side
    /// In quote currency.
    public let price: Price
    /// In base asset; positive.
    public let quantity: Quantity
    /// In quote currency; positive costs us.
    public let fee: Notional
    /// When the venue matched it.
    public let occurredAt: Timestamp
    /// One execution of our own order.
    public init(
        id: String, clientOrderID: String, instrument: InstrumentID, side: Side, price: Price,
        quantity: Quantity,
        fee: Notional, occurredAt: Timestamp
    ) {
        self.id = id
        self.clientOrderID = clientOrderID
        self.instrument = instrument
        self.side = side
        self.price = price
        self.quantity = quantity
        self.fee = fee
        self.occurredAt = occurredAt
    }
}
