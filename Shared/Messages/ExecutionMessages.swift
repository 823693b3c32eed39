public import Domain

/// An order has come into being or changed its status.
public struct OrderChanged: MessageBody {
    /// What readers in other languages must know of it.
    public static let schema = MessageSchema(
        type: "order.changed", streams: [.orders],
        summary: "An order has come into being or changed its status.",
        fields: [
            FieldSchema("clientOrderID", .text, "Ours, derived from the cause, unique for ever."),
            FieldSchema("causeID", .text, "The decision or command that asked for it."),
            FieldSchema("side", .word(Side.allCases.map(\.rawValue)), "Buy or sell."),
            FieldSchema("quantity", .decimal, "Base asset; 0 for an order refused before it was sized."),
            FieldSchema("filledQuantity", .decimal, "Base asset."),
            FieldSchema("status", .word(Order.Status.allCases.map(\.rawValue)), "Where it is in its life."),
            FieldSchema(
                "reason", .text, "Rule and numbers behind what is not as it was wanted; empty otherwise."),
        ])
    /// The order as it is now.
    public let order: Order
    /// Tells of an order.
    public init(_ order: Order) { self.order = order }

    /// Derived from the cause, the same on every redelivery.
    public var id: String { "order/\(order.clientOrderID)/\(order.status.rawValue)/\(order.filledQuantity)" }
    /// The entry's `key`; nil for what concerns a whole shard.
    public var instrument: InstrumentID? { order.instrument }
    /// The entry's `ts`.
    public var occurredAt: Timestamp { order.updatedAt }

    /// Writes the payload's fields in the schema's order.
    public func write(to writer: inout FieldWriter) {
        writer.write("clientOrderID", order.clientOrderID)
        writer.write("causeID", order.causeID)
        writer.write("side", order.side)
        writer.write("quantity", order.quantity)
        writer.write("filledQuantity", order.filledQuantity)
        writer.write("status", order.status)
        writer.write("reason", order.reason)
    }

    /// Reads the payload's fields.
    public init(from reader: inout FieldReader) throws(DecodingFailure) {
        let instrument = try reader.instrument("key")
        let updatedAt = try reader.timestamp("ts")
        order = Order(
            clientOrderID: try reader.text("clientOrderID"), causeID: try reader.text("causeID"),
            instrument: instrument, side: try reader.word("side"), quantity: try reader.decimal("quantity"),
            filledQuantity: try reader.decimal("filledQuantity"), status: try reader.word("status"),
            reason: try reader.text("reason"), updatedAt: updatedAt)
        guard order.quantity >= .zero else {
            throw .invalid(field: "quantity", text: order.quantity.description)
        }
        guard order.filledQuantity >= .zero, order.filledQuantity <= order.quantity else {
            throw .invalid(field: "filledQuantity", text: order.filledQuantity.description)
        }
    }
}

/// One of our orders was executed, in part or whole.
public struct FillRecorded: MessageBody {
    /// What readers in other languages must know of it.
    public static let schema = MessageSchema(
        type: "fill.recorded", streams: [.orders],
        summary: "One of our orders was executed, in part or whole.",
        fields: [
            FieldSchema("fillID", .text, "Unique for ever."),
            FieldSchema("clientOrderID", .text, "The order it belongs to."),
            FieldSchema("side", .word(Side.allCases.map(\.rawValue)), "Buy or sell."),
            FieldSchema("price", .decimal, "Quote currency."),
            FieldSchema("quantity", .decimal, "Base asset."),
            FieldSchema("fee", .decimal, "Quote currency; positive costs us."),
        ])
    /// The fill.
    public let fill: Fill
    /// Tells of a fill.
    public init(_ fill: Fill) { self.fill = fill }

    /// Derived from the cause, the same on every redelivery.
    public var id: String { "fill/\(fill.id)" }
    /// The entry's `key`; nil for what concerns a whole shard.
    public var instrument: InstrumentID? { fill.instrument }
    /// The entry's `ts`.
    public var occurredAt: Timestamp { fill.occurredAt }

    /// Writes the payload's fields in the schema's order.
    public func write(to writer: inout FieldWriter) {
        writer.write("fillID", fill.id)
        writer.write("clientOrderID", fill.clientOrderID)
        writer.write("side", fill.side)
        writer.write("price", fill.price)
        writer.write("quantity", fill.quantity)
        writer.write("fee", fill.fee)
    }

    /// Reads the payload's fields.
    public init(from reader: inout FieldReader) throws(DecodingFailure) {
        let instrument = try reader.instrument("key")
        let occurredAt = try reader.timestamp("ts")
        fill = Fill(
            id: try reader.text("fillID"), clientOrderID: try reader.text("clientOrderID"),
            instrument: instrument,
            side: try reader.word("side"), price: try reader.decimal("price"),
            quantity: try reader.decimal("quantity"), fee: try reader.decimal("fee"), occurredAt: occurredAt)
        guard fill.price.isPositive else {
            throw .invalid(field: "price", text: fill.price.description)
        }
        guard fill.quantity.isPositive else {
            throw .invalid(field: "quantity", text: fill.quantity.description)
        }
    }
}

/// A fill has changed what we hold.
public struct PositionChanged: MessageBody {
    /// What readers in other languages must know of it.
    public static let schema = MessageSchema(
        type: "position.changed", streams: [.orders],
        summary: "A fill has changed what we hold of an instrument.",
        fields: [
            FieldSchema("fillID", .text, "The fill that changed it."),
            FieldSchema("quantity", .decimal, "Base asset; negative is short."),
            FieldSchema("cost", .decimal, "What the open quantity cost, quote currency, signed like it."),
            FieldSchema("realized", .decimal, "Profit of what was closed, before fees, quote currency."),
            FieldSchema("fees", .decimal, "All fees so far, quote currency."),
        ])
    /// The position after the fill.
    public let position: Position
    /// The fill that changed it.
    public let fillID: String
    /// Tells of a position.
    public init(_ position: Position, after fillID: String) {
        self.position = position
        self.fillID = fillID
    }

    /// Derived from the cause, the same on every redelivery.
    public var id: String { "position/\(fillID)" }
    /// The entry's `key`; nil for what concerns a whole shard.
    public var instrument: InstrumentID? { position.instrument }
    /// The entry's `ts`.
    public var occurredAt: Timestamp { position.updatedAt }

    /// Writes the payload's fields in the schema's order.
    public func write(to writer: inout FieldWriter) {
        writer.write("fillID", fillID)
        writer.write("quantity", position.quantity)
        writer.write("cost", position.cost)
        writer.write("realized", position.realized)
        writer.write("fees", position.fees)
    }

    /// Reads the payload's fields.
    public init(from reader: inout FieldReader) throws(DecodingFailure) {
        let instrument = try reader.instrument("key")
        let updatedAt = try reader.timestamp("ts")
        fillID = try reader.text("fillID")
        position = Position(
            instrument: instrument, quantity: try reader.decimal("quantity"),
            cost: try reader.decimal("cost"),
            realized: try reader.decimal("realized"), fees: try reader.decimal("fees"), updatedAt: updatedAt)
    }
}
