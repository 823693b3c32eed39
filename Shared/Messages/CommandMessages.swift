public import Domain

/// What a person or a service wants done.
public enum Command: Sendable, Equatable {
    /// Stream an instrument's market data into the pipeline. Taken by `market-feed`.
    case subscribe(InstrumentID)
    /// Stop streaming it. Taken by `market-feed`.
    case unsubscribe(InstrumentID)
    /// Ask the venue for bars `from ..< until` once more. Taken by `market-feed`, asked by `router`.
    case backfill(InstrumentID, interval: Interval, from: Timestamp, until: Timestamp)
    /// Accept no new order that opens or grows a position, until released. Taken by `executor`, on every shard.
    case engageKillSwitch(reason: String)
    /// Accept orders again. Taken by `executor`, on every shard.
    case releaseKillSwitch(reason: String)
    /// Evaluate this strategy, JSON as in docs/strategies.md, replacing one of the same name. Taken by `strategy-gen`, on every shard.
    case deployStrategy(json: String)
    /// Stop evaluating a strategy. Taken by `strategy-gen`, on every shard.
    case withdrawStrategy(name: String)
    /// Say how an order would be placed now and what the risk rules say to it; nothing changes. Taken by `executor`.
    case previewOrder(OrderRequest)
    /// Place a person's order. Taken by `executor`.
    case placeOrder(PlannedOrder)
    /// Take an order back that is not filled yet. Taken by `executor`.
    case cancelOrder(InstrumentID, clientOrderID: String)

    /// The command's stable word.
    public var name: String {
        switch self {
        case .subscribe: "subscribe"
        case .unsubscribe: "unsubscribe"
        case .backfill: "backfill"
        case .engageKillSwitch: "engage-kill-switch"
        case .releaseKillSwitch: "release-kill-switch"
        case .deployStrategy: "deploy-strategy"
        case .withdrawStrategy: "withdraw-strategy"
        case .previewOrder: "preview-order"
        case .placeOrder: "place-order"
        case .cancelOrder: "cancel-order"
        }
    }

    /// All words a command can have.
    public static let names = [
        "subscribe", "unsubscribe", "backfill", "engage-kill-switch", "release-kill-switch",
        "deploy-strategy",
        "withdraw-strategy", "preview-order", "place-order", "cancel-order",
    ]

    /// The service that carries it out.
    public var recipient: ServiceName {
        switch self {
        case .subscribe, .unsubscribe, .backfill: .marketFeed
        case .engageKillSwitch, .releaseKillSwitch, .previewOrder, .placeOrder, .cancelOrder: .executor
        case .deployStrategy, .withdrawStrategy: .strategyGen
        }
    }

    /// The instrument it is about; nil for a command that goes to every shard.
    public var instrument: InstrumentID? {
        switch self {
        case .subscribe(let instrument), .unsubscribe(let instrument), .backfill(let instrument, _, _, _):
            instrument
        case .previewOrder(let request): request.instrument
        case .placeOrder(let order): order.instrument
        case .cancelOrder(let instrument, _): instrument
        case .engageKillSwitch, .releaseKillSwitch, .deployStrategy, .withdrawStrategy: nil
        }
    }
}

/// Somebody wants something done.
public struct CommandIssued: MessageBody {
    /// What readers in other languages must know of it.
    public static let schema = MessageSchema(
        type: "command.issued", version: 2,
        streams: [.commands, .routerCommands, .marketFeedCommands, .strategyCommands, .executorCommands],
        summary: "Somebody wants something done.",
        fields: [
            FieldSchema("command", .word(Command.names), "What."),
            FieldSchema("issuer", .text, "Who: an API key's label, or a service's name."),
            FieldSchema("replyTo", .text, "Correlates the replies; chosen by the issuer."),
            FieldSchema(
                "interval", .word(Interval.allCases.map(\.rawValue)), "backfill only.", isOptional: true),
            FieldSchema("from", .timestamp, "backfill only: first bar wanted.", isOptional: true),
            FieldSchema("until", .timestamp, "backfill only: first bar not wanted.", isOptional: true),
            FieldSchema("reason", .text, "Kill switch only: why.", isOptional: true),
            FieldSchema("name", .text, "withdraw-strategy only: which.", isOptional: true),
            FieldSchema("body", .json, "deploy-strategy only: the strategy.", isOptional: true),
            FieldSchema(
                "side", .word(Side.allCases.map(\.rawValue)), "preview-order and place-order: buy or sell.",
                isOptional: true),
            FieldSchema(
                "quantity", .decimal,
                "place-order, and preview-order of a quantity: base asset, above 0.", isOptional: true),
            FieldSchema(
                "notional", .decimal, "preview-order of a value: quote currency, above 0.", isOptional: true),
            FieldSchema(
                "tolerance", .decimal,
                "preview-order only: share by which the price may become worse, 0 to below 1.",
                isOptional: true),
            FieldSchema(
                "worstPrice", .decimal,
                "place-order only: a buy fills at no higher price, a sell at no lower.",
                isOptional: true),
            FieldSchema("clientOrderID", .text, "cancel-order only: which.", isOptional: true),
        ])
    /// What is wanted.
    public let command: Command
    /// Unique; the issuer's idempotency key.
    public let commandID: String
    /// Who wants it.
    public let issuer: String
    /// Correlates the replies.
    public let replyTo: String
    /// When it was issued, by the issuer's clock.
    public let issuedAt: Timestamp
    /// Tells of a wish.
    public init(_ command: Command, id: String, issuer: String, replyTo: String, at issuedAt: Timestamp) {
        self.command = command
        commandID = id
        self.issuer = issuer
        self.replyTo = replyTo
        self.issuedAt = issuedAt
    }

    /// Derived from the cause, the same on every redelivery.
    public var id: String { commandID }
    /// The entry's `key`; nil for what concerns a whole shard.
    public var instrument: InstrumentID? { command.instrument }
    /// The entry's `ts`.
    public var occurredAt: Timestamp { issuedAt }

    /// Writes the payload's fields in the schema's order.
    public func write(to writer: inout FieldWriter) {
        writer.write("command", command.name)
        writer.write("issuer", issuer)
        writer.write("replyTo", replyTo)
        switch command {
        case .subscribe, .unsubscribe: break
        case .backfill(_, let interval, let from, let until):
            writer.write("interval", interval)
            writer.write("from", from)
            writer.write("until", until)
        case .engageKillSwitch(let reason), .releaseKillSwitch(let reason): writer.write("reason", reason)
        case .withdrawStrategy(let name): writer.write("name", name)
        case .deployStrategy(let json): writer.write("body", json)
        case .previewOrder(let request):
            writer.write("side", request.side)
            switch request.amount {
            case .quantity(let quantity): writer.write("quantity", quantity)
            case .notional(let notional): writer.write("notional", notional)
            }
            writer.write("tolerance", request.tolerance)
        case .placeOrder(let order):
            writer.write("side", order.side)
            writer.write("quantity", order.quantity)
            writer.write("worstPrice", order.worstPrice)
        case .cancelOrder(_, let clientOrderID): writer.write("clientOrderID", clientOrderID)
        }
    }

    /// Reads the payload's fields.
    public init(from reader: inout FieldReader) throws(DecodingFailure) {
        commandID = try reader.text("id")
        issuedAt = try reader.timestamp("ts")
        let name = try reader.text("command")
        issuer = try reader.text("issuer")
        replyTo = try reader.text("replyTo")
        switch name {
        case "subscribe": command = .subscribe(try reader.instrument("key"))
        case "unsubscribe": command = .unsubscribe(try reader.instrument("key"))
        case "backfill":
            command = .backfill(
                try reader.instrument("key"), interval: try reader.word("interval"),
                from: try reader.timestamp("from"), until: try reader.timestamp("until"))
        case "engage-kill-switch": command = .engageKillSwitch(reason: try reader.text("reason"))
        case "release-kill-switch": command = .releaseKillSwitch(reason: try reader.text("reason"))
        case "withdraw-strategy": command = .withdrawStrategy(name: try reader.text("name"))
        case "deploy-strategy": command = .deployStrategy(json: try reader.text("body"))
        case "preview-order": command = .previewOrder(try OrderRequest(from: &reader))
        case "place-order": command = .placeOrder(try PlannedOrder(from: &reader))
        case "cancel-order":
            command = .cancelOrder(
                try reader.instrument("key"), clientOrderID: try reader.text("clientOrderID"))
        default: throw .invalid(field: "command", text: name)
        }
    }
}

/// A service has carried out a command, or says why not.
public struct CommandReplied: MessageBody {
    /// What readers in other languages must know of it.
    public static let schema = MessageSchema(
        type: "command.replied", version: 2, streams: [.replies],
        summary: "A service has carried out a command on its shard, or says why not.",
        fields: [
            FieldSchema("commandID", .text, "The command."),
            FieldSchema("replyTo", .text, "The command's own correlation."),
            FieldSchema("service", .word(ServiceName.allCases.map(\.rawValue)), "Who answers."),
            FieldSchema("shard", .integer, "On which shard."),
            FieldSchema("accepted", .boolean, "Whether it was carried out."),
            FieldSchema("detail", .text, "What was done, or what to change."),
            FieldSchema(
                "body", .json, "preview-order only: the order as it would be placed.", isOptional: true),
        ])
    /// The command.
    public let commandID: String
    /// The command's own correlation.
    public let replyTo: String
    /// Who answers.
    public let service: ServiceName
    /// On which shard.
    public let shard: Shard
    /// Whether it was carried out.
    public let accepted: Bool
    /// What was done, or what to change.
    public let detail: String
    /// What a command that asks for data is given, JSON; nil for any other.
    public let body: String?
    /// The command's time.
    public let occurredAt: Timestamp

    /// Answers a command.
    public init(
        _ cause: CommandIssued, by service: ServiceName, on shard: Shard, accepted: Bool, detail: String,
        body: String? = nil
    ) {
        self.init(
            to: cause.commandID, replyTo: cause.replyTo, by: service, on: shard, accepted: accepted,
            detail: detail, body: body, at: cause.issuedAt)
    }

    /// Answers a command of which no more than its address is at hand.
    public init(
        to commandID: String, replyTo: String, by service: ServiceName, on shard: Shard, accepted: Bool,
        detail: String, body: String? = nil, at issuedAt: Timestamp
    ) {
        self.commandID = commandID
        self.replyTo = replyTo
        self.service = service
        self.shard = shard
        self.accepted = accepted
        self.detail = detail
        self.body = body
        occurredAt = issuedAt
    }

    /// Derived from the cause, the same on every redelivery.
    public var id: String { "reply/\(commandID)/\(service.rawValue)/\(shard.name)" }
    /// The entry's `key`; nil for what concerns a whole shard.
    public var instrument: InstrumentID? { nil }

    /// Writes the payload's fields in the schema's order.
    public func write(to writer: inout FieldWriter) {
        writer.write("commandID", commandID)
        writer.write("replyTo", replyTo)
        writer.write("service", service)
        writer.write("shard", Int64(shard.index))
        writer.write("accepted", accepted)
        writer.write("detail", detail)
        if let body { writer.write("body", body) }
    }

    /// Reads the payload's fields.
    public init(from reader: inout FieldReader) throws(DecodingFailure) {
        occurredAt = try reader.timestamp("ts")
        commandID = try reader.text("commandID")
        replyTo = try reader.text("replyTo")
        service = try reader.word("service")
        shard = Shard(Int(try reader.integer("shard")))
        accepted = try reader.boolean("accepted")
        detail = try reader.text("detail")
        body = reader.find("body")
    }
}
