import Domain

/// Checked steps from a venue's fields to the suite's values.
enum BinanceFields {
    static func require<Value>(_ value: Value?, _ field: String) throws(FeedError) -> Value {
        guard let value else { throw .missing(field: field) }
        return value
    }

    static func instrument(_ symbol: String?, of venue: String) throws(FeedError) -> InstrumentID {
        let symbol = try require(symbol, "s")
        // Checked like text from outside, because it becomes part of keys.
        guard let instrument = InstrumentID("\(venue):\(symbol)"), instrument.symbol == symbol else {
            throw .invalid(field: "s", text: symbol)
        }
        return instrument
    }

    static func decimal<Value: FixedPoint>(_ text: String?, _ field: String) throws(FeedError) -> Value {
        let text = try require(text, field)
        guard let value = Value(text) else { throw .invalid(field: field, text: text) }
        return value
    }

    /// A bar from open, high, low and close, in that order.
    static func bar(
        _ instrument: InstrumentID, _ interval: Interval, openedAt: Timestamp, prices: [String?],
        volume: String?
    ) throws(FeedError) -> Bar {
        let bar = Bar(
            instrument: instrument, interval: interval, openedAt: openedAt,
            open: try decimal(prices[0], "open"), high: try decimal(prices[1], "high"),
            low: try decimal(prices[2], "low"), close: try decimal(prices[3], "close"),
            volume: try decimal(volume, "volume"))
        guard bar.isValid else {
            throw .invalid(
                field: "bar",
                text: "\(openedAt) \(bar.open) \(bar.high) \(bar.low) \(bar.close) \(bar.volume)")
        }
        return bar
    }
}
