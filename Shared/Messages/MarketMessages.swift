public import Domain

/// A bar of one instrument has closed and will not change again.
public struct BarClosed: MessageBody {
    /// What readers in other languages must know of it.
    public static let schema = MessageSchema(
        type: "bar.closed", streams: [.market, .bars],
        summary: "A bar of one instrument has closed and will not change again.",
        fields: [
            FieldSchema(
                "interval", .word(Interval.allCases.map(\.rawValue)), "How much time the bar covers."),
            FieldSchema("openedAt", .timestamp, "Start of the bar, inclusive."),
            FieldSchema("open", .decimal, "First trade, quote currency."),
            FieldSchema("high", .decimal, "Highest trade, quote currency."),
            FieldSchema("low", .decimal, "Lowest trade, quote currency."),
            FieldSchema("close", .decimal, "Last trade, quote currency."),
            FieldSchema("volume", .decimal, "Traded amount, base asset."),
            FieldSchema(
                "lastTradeID", .integer,
                "Last trade that belongs to the bar; absent where the venue gives bars without trades.",
                isOptional: true),
        ])
    /// The bar.
    public let bar: Bar
    /// Tells of a closed bar.
    public init(_ bar: Bar) { self.bar = bar }

    /// Derived from the cause, the same on every redelivery.
    public var id: String { "bar/\(bar.instrument)/\(bar.interval.rawValue)/\(bar.openedAt)" }
    /// The entry's `key`; nil for what concerns a whole shard.
    public var instrument: InstrumentID? { bar.instrument }
    /// The entry's `ts`.
    public var occurredAt: Timestamp { bar.closedAt }

    /// Writes the payload's fields in the schema's order.
    public func write(to writer: inout FieldWriter) {
        writer.write("interval", bar.interval)
        writer.write("openedAt", bar.openedAt)
        writer.write("open", bar.open)
        writer.write("high", bar.high)
        writer.write("low", bar.low)
        writer.write("close", bar.close)
        writer.write("volume", bar.volume)
        writer.write("lastTradeID", bar.lastTradeID)
    }

    /// Reads the payload's fields.
    public init(from reader: inout FieldReader) throws(DecodingFailure) {
        let instrument = try reader.instrument("key")
        bar = Bar(
            instrument: instrument, interval: try reader.word("interval"),
            openedAt: try reader.timestamp("openedAt"), open: try reader.decimal("open"),
            high: try reader.decimal("high"), low: try reader.decimal("low"),
            close: try reader.decimal("close"),
            volume: try reader.decimal("volume"), lastTradeID: try reader.optionalInteger("lastTradeID"))
        guard bar.volume >= .zero else {
            throw .invalid(field: "volume", text: bar.volume.description)
        }
    }
}

/// The venue matched a trade.
public struct TradePrinted: MessageBody {
    /// What readers in other languages must know of it.
    public static let schema = MessageSchema(
        type: "trade.printed", streams: [.market, .trades],
        summary: "The venue matched a trade.",
        fields: [
            FieldSchema(
                "tradeID", .integer, "The venue's number; of an aggregated print, the last it stands for."),
            FieldSchema("price", .decimal, "Quote currency."),
            FieldSchema("quantity", .decimal, "Base asset."),
            FieldSchema("aggressor", .word(Side.allCases.map(\.rawValue)), "The side that took liquidity."),
        ])
    /// The trade.
    public let trade: Trade
    /// Tells of a trade.
    public init(_ trade: Trade) { self.trade = trade }

    /// Derived from the cause, the same on every redelivery.
    public var id: String { "trade/\(trade.instrument)/\(trade.id)" }
    /// The entry's `key`; nil for what concerns a whole shard.
    public var instrument: InstrumentID? { trade.instrument }
    /// The entry's `ts`.
    public var occurredAt: Timestamp { trade.occurredAt }

    /// Writes the payload's fields in the schema's order.
    public func write(to writer: inout FieldWriter) {
        writer.write("tradeID", trade.id)
        writer.write("price", trade.price)
        writer.write("quantity", trade.quantity)
        writer.write("aggressor", trade.aggressor)
    }

    /// Reads the payload's fields.
    public init(from reader: inout FieldReader) throws(DecodingFailure) {
        let instrument = try reader.instrument("key")
        let occurredAt = try reader.timestamp("ts")
        trade = Trade(
            instrument: instrument, id: try reader.integer("tradeID"), occurredAt: occurredAt,
            price: try reader.decimal("price"), quantity: try reader.decimal("quantity"),
            aggressor: try reader.word("aggressor"))
        guard trade.quantity.isPositive else {
            throw .invalid(field: "quantity", text: trade.quantity.description)
        }
    }
}

/// The venue has no bars for a stretch of time, and was asked.
public struct GapConfirmed: MessageBody {
    /// What readers in other languages must know of it.
    public static let schema = MessageSchema(
        type: "gap.confirmed", streams: [.market, .bars],
        summary: "The venue was asked and has no bars for a stretch of time.",
        fields: [
            FieldSchema(
                "interval", .word(Interval.allCases.map(\.rawValue)), "Interval of the missing bars."),
            FieldSchema("from", .timestamp, "Start of the first missing bar."),
            FieldSchema("until", .timestamp, "Start of the first bar after the gap."),
        ])
    /// Which instrument; the entry's `key`.
    public let gapInstrument: InstrumentID
    /// Interval of the missing bars.
    public let interval: Interval
    /// Start of the first missing bar.
    public let from: Timestamp
    /// Start of the first bar after the gap.
    public let until: Timestamp
    /// Tells of missing bars `from ..< until`.
    public init(instrument: InstrumentID, interval: Interval, from: Timestamp, until: Timestamp) {
        gapInstrument = instrument
        self.interval = interval
        self.from = from
        self.until = until
    }

    /// Derived from the cause, the same on every redelivery.
    public var id: String { "gap/\(gapInstrument)/\(interval.rawValue)/\(from)/\(until)" }
    /// The entry's `key`; nil for what concerns a whole shard.
    public var instrument: InstrumentID? { gapInstrument }
    /// The entry's `ts`.
    public var occurredAt: Timestamp { until }

    /// Writes the payload's fields in the schema's order.
    public func write(to writer: inout FieldWriter) {
        writer.write("interval", interval)
        writer.write("from", from)
        writer.write("until", until)
    }

    /// Reads the payload's fields.
    public init(from reader: inout FieldReader) throws(DecodingFailure) {
        gapInstrument = try reader.instrument("key")
        interval = try reader.word("interval")
        from = try reader.timestamp("from")
        until = try reader.timestamp("until")
        guard from < until else { throw .invalid(field: "until", text: until.description) }
    }
}

/// A venue's trading rules for one instrument are known, or have changed.
public struct InstrumentListed: MessageBody {
    /// What readers in other languages must know of it.
    public static let schema = MessageSchema(
        type: "instrument.listed", streams: [.market, .bars],
        summary: "A venue's trading rules for one instrument are known, or have changed.",
        fields: [
            FieldSchema("baseAsset", .text, "The asset that is bought and sold."),
            FieldSchema("quoteAsset", .text, "The asset prices are quoted in."),
            FieldSchema("tickSize", .decimal, "Smallest price step."),
            FieldSchema("lotSize", .decimal, "Smallest quantity step."),
            FieldSchema("minimumNotional", .decimal, "Smallest order value, quote currency; 0 for none."),
        ])
    /// The rules.
    public let specification: InstrumentSpecification
    /// Event time from which they hold.
    public let listedAt: Timestamp
    /// Tells of an instrument's rules.
    public init(_ specification: InstrumentSpecification, at listedAt: Timestamp) {
        self.specification = specification
        self.listedAt = listedAt
    }

    /// Derived from the cause, the same on every redelivery.
    public var id: String { "instrument/\(specification.instrument)/\(listedAt)" }
    /// The entry's `key`; nil for what concerns a whole shard.
    public var instrument: InstrumentID? { specification.instrument }
    /// The entry's `ts`.
    public var occurredAt: Timestamp { listedAt }

    /// Writes the payload's fields in the schema's order.
    public func write(to writer: inout FieldWriter) {
        writer.write("baseAsset", specification.baseAsset)
        writer.write("quoteAsset", specification.quoteAsset)
        writer.write("tickSize", specification.tickSize)
        writer.write("lotSize", specification.lotSize)
        writer.write("minimumNotional", specification.minimumNotional)
    }

    /// Reads the payload's fields.
    public init(from reader: inout FieldReader) throws(DecodingFailure) {
        let instrument = try reader.instrument("key")
        listedAt = try reader.timestamp("ts")
        specification = InstrumentSpecification(
            instrument: instrument, baseAsset: try reader.text("baseAsset"),
            quoteAsset: try reader.text("quoteAsset"), tickSize: try reader.decimal("tickSize"),
            lotSize: try reader.decimal("lotSize"), minimumNotional: try reader.decimal("minimumNotional"))
        guard specification.tickSize.isPositive, specification.lotSize.isPositive else {
            throw .invalid(field: "tickSize, lotSize", text: "not positive")
        }
    }
}
