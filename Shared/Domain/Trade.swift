/// One public print of a venue.
public struct Trade: Sendable, Hashable, Codable {
    /// Which instrument.
    public let instrument: InstrumentID
    /// The venue's number, growing within an instrument.
    ///
    /// Of an aggregated print, the last number it stands for.
    public let id: Int64
    /// When the venue matched it.
    public let occurredAt: Timestamp
    /// In quote currency.
    public let price: Price
    /// In base asset; positive.
    public let quantity: Quantity
    /// The side that took liquidity.
    public let aggressor: Side
    /// One public print of a venue.
    public init(
        instrument: InstrumentID, id: Int64, occurredAt: Timestamp, price: Price, quantity: Quantity,
        aggressor: Side
    ) {
        self.instrument = instrument
        self.id = id
        self.occurredAt = occurredAt
        self.price = price
        self.quantity = quantity
        self.aggressor = aggressor
    }
    /// Whether a venue can have sent it: price and quantity are positive, the moment is plausible.
    public var isValid: Bool { occurredAt.isPlausible && price.isPositive && quantity.isPositive }
}
