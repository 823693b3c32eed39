import Domain
import FoundationEssentials
import GatewayCore
import Postgres

/// Records of the database as the domain knows them.
extension PostgresRow {
    func word<Value: RawRepresentable<String>>(_ column: String) throws -> Value {
        guard let value = Value(rawValue: try text(column)) else {
            throw PostgresError.unreadable(column: column)
        }
        return value
    }

    func list<Element: Decodable>(_ column: String) throws -> [Element] {
        try JSONDecoder().decode([Element].self, from: Data(try text(column).utf8))
    }

    func instrument() throws -> InstrumentID {
        guard let instrument = InstrumentID(try text("instrument")) else {
            throw PostgresError.unreadable(column: "instrument")
        }
        return instrument
    }

    func moment(_ column: String) throws -> Timestamp { Timestamp(milliseconds: try integer(column)) }

    func signal(_ bar: DecisionReference) throws -> Signal {
        Signal(
            engine: try text("engine"), instrument: bar.instrument, interval: bar.interval,
            openedAt: bar.openedAt, direction: try word("direction"), strength: try value("strength"),
            reasons: try list("reasons"), evidence: try list("evidence"))
    }

    func decision(_ bar: DecisionReference) throws -> Decision {
        Decision(
            instrument: bar.instrument, interval: bar.interval, openedAt: bar.openedAt,
            direction: try word("direction"), score: try value("score"),
            isDegraded: try boolean("is_degraded"), expiresAt: try moment("expires_at"),
            contributions: try list("contributions"), rules: try list("rules"))
    }

    func order() throws -> Order {
        Order(
            clientOrderID: try text("client_order_id"), causeID: try text("cause_id"),
            instrument: try instrument(), side: try word("side"), quantity: try value("quantity"),
            filledQuantity: try value("filled_quantity"), status: try word("status"),
            reason: try text("reason"), updatedAt: try moment("updated_at"))
    }

    func fill() throws -> Fill {
        Fill(
            id: try text("fill_id"), clientOrderID: try text("client_order_id"), instrument: try instrument(),
            side: try word("side"), price: try value("price"), quantity: try value("quantity"),
            fee: try value("fee"), occurredAt: try moment("occurred_at"))
    }

    func position() throws -> Position {
        Position(
            instrument: try instrument(), quantity: try value("quantity"), cost: try value("cost"),
            realized: try value("realized"), fees: try value("fees"), updatedAt: try moment("updated_at"))
    }

    func bar() throws -> Bar {
        Bar(
            instrument: try instrument(), interval: try word("interval"), openedAt: try moment("opened_at"),
            open: try value("open"), high: try value("high"), low: try value("low"),
            close: try value("close"), volume: try value("volume"),
            lastTradeID: try optionalValue("last_trade_id"))
    }
}
