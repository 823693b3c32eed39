import Domain

/// The text of a stream's message about an event.
public enum StreamPayload {
    /// The message itself, as a raw stream carries it.
    public static func raw(_ event: VenueEvent, for stream: StreamName) -> [UInt8] {
        switch event.kind {
        case .trade(let trade): tradeMessage(trade, isAggregate: stream.kind == .aggregateTrade)
        case .barClosed(let bar): barMessage(bar, at: event.occurredAt)
        }
    }

    /// The message in the wrapper of a combined stream.
    public static func combined(_ raw: [UInt8], for stream: StreamName) -> [UInt8] {
        var json = JSONBytes(capacity: raw.count + 64)
        json.raw("{\"stream\":")
        json.string(stream.description)
        json.raw(",\"data\":")
        json.raw(raw)
        json.raw("}")
        return json.bytes
    }

    private static func tradeMessage(_ trade: Trade, isAggregate: Bool) -> [UInt8] {
        var json = JSONBytes()
        json.raw(isAggregate ? "{\"e\":\"aggTrade\",\"E\":" : "{\"e\":\"trade\",\"E\":")
        json.number(trade.occurredAt.milliseconds)
        json.raw(",\"s\":")
        json.string(trade.instrument.symbol)
        json.raw(isAggregate ? ",\"a\":" : ",\"t\":")
        json.number(trade.id)
        json.raw(",\"p\":")
        json.decimal(trade.price)
        json.raw(",\"q\":")
        json.decimal(trade.quantity)
        if isAggregate {
            json.raw(",\"f\":")
            json.number(trade.id)
            json.raw(",\"l\":")
            json.number(trade.id)
        }
        json.raw(",\"T\":")
        json.number(trade.occurredAt.milliseconds)
        // The buyer made the price when it is the seller who took it.
        json.raw(trade.aggressor == .sell ? ",\"m\":true,\"M\":true}" : ",\"m\":false,\"M\":true}")
        return json.bytes
    }

    private static func barMessage(_ bar: VenueBar, at time: Timestamp) -> [UInt8] {
        var json = JSONBytes()
        json.raw("{\"e\":\"kline\",\"E\":")
        json.number(time.milliseconds)
        json.raw(",\"s\":")
        json.string(bar.bar.instrument.symbol)
        json.raw(",\"k\":{\"t\":")
        json.number(bar.bar.openedAt.milliseconds)
        json.raw(",\"T\":")
        json.number(bar.bar.closedAt.milliseconds - 1)
        json.raw(",\"s\":")
        json.string(bar.bar.instrument.symbol)
        json.raw(",\"i\":\"" + bar.bar.interval.rawValue + "\",\"f\":")
        json.number(bar.firstTradeID)
        json.raw(",\"L\":")
        json.number(bar.lastTradeID)
        json.raw(",\"o\":")
        json.decimal(bar.bar.open)
        json.raw(",\"c\":")
        json.decimal(bar.bar.close)
        json.raw(",\"h\":")
        json.decimal(bar.bar.high)
        json.raw(",\"l\":")
        json.decimal(bar.bar.low)
        json.raw(",\"v\":")
        json.decimal(bar.bar.volume)
        json.raw(",\"n\":")
        json.number(Int64(bar.tradeCount))
        json.raw(",\"x\":true,\"q\":")
        json.amount(bar.quoteVolume)
        json.raw(",\"V\":")
        json.decimal(bar.takerBuyVolume)
        json.raw(",\"Q\":")
        json.amount(bar.takerBuyQuoteVolume)
        json.raw(",\"B\":\"0\"}}")
        return json.bytes
    }
}
