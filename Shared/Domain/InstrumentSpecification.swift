/// A venue's trading rules for one instrument.
public struct InstrumentSpecification: Sendable, Hashable, Codable {
    /// Which instrument.
    public let instrument: InstrumentID
    /// The asset that is bought and sold.
    public let baseAsset: String
    /// The asset prices are quoted in.
    public let quoteAsset: String
    /// Smallest price step; positive.
    public let tickSize: Price
    /// Smallest quantity step; positive.
    public let lotSize: Quantity
    /// Smallest order value in quote currency; zero where the venue states none.
    public let minimumNotional: Notional
    /// A venue's trading rules for one instrument.
    public init(
        instrument: InstrumentID, baseAsset: String, quoteAsset: String,
        tickSize: Price, lotSize: Quantity, minimumNotional: Notional
    ) {
        self.instrument = instrument
        self.baseAsset = baseAsset
        self.quoteAsset = quoteAsset
        self.tickSize = tickSize
        self.lotSize = lotSize
        self.minimumNotional = minimumNotional
    }
}
