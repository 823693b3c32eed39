/// Open, high, low and close of one interval, with its volume.
public struct Bar: Sendable, Hashable, Codable {
    /// Which instrument.
    public let instrument: InstrumentID
    /// How much time the bar covers.
    public let interval: Interval
    /// Start of the bar.
    ///
    /// It covers `openedAt ..< openedAt + interval`.
    public let openedAt: Timestamp
    /// First trade, in quote currency.
    public let open: Price
    /// Highest trade.
    public let high: Price
    /// Lowest trade.
    public let low: Price
    /// Last trade.
    public let close: Price
    /// Base-asset volume; zero for a bar without trades, never negative.
    public let volume: Quantity
    /// The last trade that belongs to the bar; nil where the venue gives bars without trades.
    ///
    /// A reader of bars and trades takes the bar only after this trade, so that its result does not depend on timing.
    public let lastTradeID: Int64?

    /// A bar as told; ``isValid`` says whether a venue can have sent it.
    public init(
        instrument: InstrumentID, interval: Interval, openedAt: Timestamp,
        open: Price, high: Price, low: Price, close: Price, volume: Quantity, lastTradeID: Int64? = nil
    ) {
        self.instrument = instrument
        self.interval = interval
        self.openedAt = openedAt
        self.open = open
        self.high = high
        self.low = low
        self.close = close
        self.volume = volume
        self.lastTradeID = lastTradeID
    }

    /// The end of the bar, which is the start of the next and the moment the bar became known.
    public var closedAt: Timestamp { openedAt + interval }

    /// Whether a venue can have sent it.
    ///
    /// Prices are positive, high and low enclose open and close, volume is not negative, and the start is a plausible
    /// moment on the interval's grid.
    public var isValid: Bool {
        openedAt.isPlausible && low.isPositive && low <= min(open, close) && high >= max(open, close)
            && volume >= .zero && interval.start(of: openedAt) == openedAt
    }
}
