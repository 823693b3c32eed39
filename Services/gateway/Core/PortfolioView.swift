public import Domain

/// All positions, marked at the last close, and what they are worth in quote currency.
public struct PortfolioView: Sendable, Equatable {
    /// The price a position is valued at.
    public struct Mark: Sendable, Equatable {
        /// Close of an instrument's last bar.
        public let price: Price
        /// When that bar closed.
        public let at: Timestamp
        /// The price a position is valued at.
        public init(price: Price, at: Timestamp) {
            self.price = price
            self.at = at
        }
    }
    private struct Holding: Equatable {
        let position: Position
        let mark: Mark?
        let unrealized: Notional
        let equity: Notional
    }
    private let capital: Notional
    private let holdings: [Holding]

    /// Values positions; one without a mark counts at cost.
    ///
    /// `capital` is what each instrument was given to trade with.
    ///
    /// - Throws: ``MoneyOverflow`` for amounts no quote currency has.
    public init(
        _ positions: [Position], marks: [InstrumentID: Mark], capital: Notional
    ) throws(MoneyOverflow) {
        self.capital = capital
        var holdings: [Holding] = []
        for position in positions.sorted(by: { $0.instrument < $1.instrument }) {
            let mark = marks[position.instrument]
            let unrealized = if let mark { try position.unrealized(at: mark.price) } else { Notional.zero }
            holdings.append(
                Holding(
                    position: position, mark: mark, unrealized: unrealized,
                    equity: capital + position.realized - position.fees + unrealized))
        }
        self.holdings = holdings
    }

    /// The document, in the form of ``Resource/portfolio``.
    public var json: JSONValue {
        func sum(_ amount: (Holding) -> Notional) -> JSONValue {
            .text(holdings.reduce(Notional.zero) { $0 + amount($1) }.description)
        }
        return [
            "capital": sum { _ in capital }, "realized": sum(\.position.realized),
            "unrealized": sum(\.unrealized),
            "fees": sum(\.position.fees), "equity": sum(\.equity),
            "holdings": .array(holdings.map(json)),
        ]
    }

    private func json(_ holding: Holding) -> JSONValue {
        let position = holding.position
        return [
            "instrument": .text(position.instrument.description),
            "quantity": .text(position.quantity.description),
            "averagePrice": .text(position.averagePrice?.description),
            "mark": .text(holding.mark?.price.description),
            "markedAt": holding.mark.map { .integer($0.at.milliseconds) } ?? .null,
            "capital": .text(capital.description), "realized": .text(position.realized.description),
            "unrealized": .text(holding.unrealized.description), "fees": .text(position.fees.description),
            "equity": .text(holding.equity.description),
        ]
    }
}
