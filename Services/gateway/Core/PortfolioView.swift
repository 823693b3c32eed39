public import Domain

/// All positions, marked at the last close, and what they are worth: by instrument, and by quote currency.
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
        let currency: String
        let mark: Mark?
        let amounts: PortfolioAmounts
    }
    private let holdings: [Holding]

    /// Values positions; one without a mark counts at cost.
    ///
    /// - Parameters:
    ///   - positions: What is held.
    ///   - marks: The prices to value it at.
    ///   - currencies: The quote currency of each instrument.
    ///   - capital: What each instrument was given to trade with.
    /// - Throws: ``MoneyOverflow`` for amounts no quote currency has.
    public init(
        _ positions: [Position], marks: [InstrumentID: Mark], currencies: [InstrumentID: String],
        capital: Notional
    ) throws(MoneyOverflow) {
        var holdings: [Holding] = []
        for position in positions.sorted(by: { $0.instrument < $1.instrument }) {
            let mark = marks[position.instrument]
            holdings.append(
                Holding(
                    position: position, currency: currencies[position.instrument] ?? "", mark: mark,
                    amounts: try PortfolioAmounts(position, at: mark?.price, capital: capital)))
        }
        self.holdings = holdings
    }

    /// The document, in the form of ``Resource/portfolio``.
    public var json: JSONValue {
        get throws(MoneyOverflow) {
            var totals: [String: PortfolioAmounts] = [:]
            for holding in holdings { try totals[holding.currency, default: .zero].add(holding.amounts) }
            return [
                "totals": .array(
                    totals.sorted { $0.key < $1.key }.map { currency, amounts in
                        .object([("currency", .text(currency))] + amounts.members)
                    }),
                "holdings": .array(holdings.map(json)),
            ]
        }
    }

    private func json(_ holding: Holding) -> JSONValue {
        let position = holding.position
        let members: [(String, JSONValue)] = [
            ("instrument", .text(position.instrument.description)), ("currency", .text(holding.currency)),
            ("quantity", .text(position.quantity.description)),
            ("averagePrice", .text(position.averagePrice?.description)),
            ("mark", .text(holding.mark?.price.description)),
            ("markedAt", holding.mark.map { .integer($0.at.milliseconds) } ?? .null),
        ]
        return .object(members + holding.amounts.members)
    }
}
