/// A table of the history other than trades, and how a message's row meets the row that is there.
public enum RecordedTable: String, Sendable, CaseIterable {
    case instruments, bars, gaps, alerts
    case alertHoles = "alert_holes"
    case signals, decisions, orders
    case orderEvents = "order_events"
    case fills, positions, commands, replies
    case deadLetters = "dead_letters"
    case jobEvents = "job_events"

    /// The columns, in the order of a row's cells.
    ///
    /// The key comes first.
    public var columns: [String] {
        switch self {
        case .instruments:
            [
                "instrument", "base_asset", "quote_asset", "tick_size", "lot_size", "minimum_notional",
                "listed_at",
            ]
        case .bars:
            [
                "instrument", "interval", "opened_at", "open", "high", "low", "close", "volume",
                "last_trade_id",
            ]
        case .gaps: ["instrument", "interval", "from_at", "until_at"]
        case .alerts:
            [
                "alert_id", "source", "instrument", "interval", "direction", "strength", "sequence",
                "time_to_live", "sent_at", "received_at", "note", "opened_at", "disposition",
            ]
        case .alertHoles:
            ["source", "instrument", "interval", "first_number", "last_number", "opened_at"]
        case .signals:
            [
                "instrument", "interval", "opened_at", "engine", "direction", "strength", "reasons",
                "evidence",
            ]
        case .decisions:
            [
                "instrument", "interval", "opened_at", "direction", "score", "is_degraded", "expires_at",
                "contributions", "rules",
            ]
        case .orders, .orderEvents:
            [
                "client_order_id", "cause_id", "instrument", "side", "quantity", "filled_quantity", "status",
                "reason", "updated_at",
            ]
        case .fills:
            [
                "fill_id", "client_order_id", "instrument", "side", "price", "quantity", "fee", "occurred_at",
            ]
        case .positions:
            ["instrument", "quantity", "cost", "realized", "fees", "fill_id", "updated_at"]
        case .commands:
            [
                "command_id", "command", "instrument", "issuer", "reply_to", "issued_at", "name", "reason",
                "body",
            ]
        case .replies:
            ["command_id", "service", "shard", "reply_to", "accepted", "detail", "occurred_at"]
        case .deadLetters:
            ["service", "shard", "stream", "entry_id", "reason", "original", "occurred_at"]
        case .jobEvents:
            [
                "job_id", "attempt", "step", "state", "progress", "message", "result", "instance",
                "occurred_at",
            ]
        }
    }
}
